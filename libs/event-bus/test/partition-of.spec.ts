import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import kafkajs from 'kafkajs';
import { murmur2, partitionOf } from '../src/kafka/relay/partition-of.ts';

describe('the partition of a key', () => {
  test.each([
    ['21', -973_932_308],
    ['foobar', -790_332_482],
    ['a-little-bit-long-string', -985_981_536],
    ['a-little-bit-longer-string', -1_486_304_829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58_897_971],
    ['abc', 479_470_107],
  ])("hashes %s as Kafka's Java client does", (key, hash) => {
    expect(murmur2(Buffer.from(key))).toBe(hash);
  });

  test("is that of kafkajs' default partitioner for any key", () => {
    const partitioner = kafkajs.Partitioners.DefaultPartitioner();
    const choice = fc.tuple(fc.string({ unit: 'binary', maxLength: 60 }), fc.integer({ min: 1, max: 50 }));
    fc.assert(
      fc.property(choice, ([key, partitions]) => {
        const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({
          ...{ partitionId, partitionErrorCode: 0, leader: 1, replicas: [1], isr: [1] },
        }));
        const message = { key, value: '' };
        expect(partitionOf(key, partitions)).toBe(partitioner({ topic: 't', partitionMetadata, message }));
      }),
      { numRuns: 500 },
    );
  });
});
