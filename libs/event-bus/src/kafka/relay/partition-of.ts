/**
 * The partition of a key, as Kafka's own clients choose it: murmur2 of the key's UTF-8 bytes, made positive, modulo the
 * number of partitions. Written with 32-bit arithmetic because kafkajs does it with BigInt, which costs more than the
 * rest of preparing a record.
 */
export function partitionOf(key: string, partitions: number): number {
  return (murmur2(Buffer.from(key)) & 0x7fffffff) % partitions;
}

const multiplier = 0x5bd1e995;

/** 32-bit murmur2 with the seed of Kafka's Java client, as a signed number. */
export function murmur2(bytes: Uint8Array): number {
  const length = bytes.length;
  const tail = length & ~3;
  let hash = 0x9747b28c ^ length;
  for (let at = 0; at < tail; at += 4) {
    let word = byte(bytes, at) | (byte(bytes, at + 1) << 8) | (byte(bytes, at + 2) << 16);
    word |= byte(bytes, at + 3) << 24;
    word = Math.imul(word, multiplier);
    word ^= word >>> 24;
    hash = Math.imul(hash, multiplier) ^ Math.imul(word, multiplier);
  }
  if (tail < length) {
    for (let at = length - 1; at >= tail; at -= 1) hash ^= byte(bytes, at) << (8 * (at - tail));
    hash = Math.imul(hash, multiplier);
  }
  hash = Math.imul(hash ^ (hash >>> 13), multiplier);
  return hash ^ (hash >>> 15);
}

function byte(bytes: Uint8Array, at: number): number {
  return bytes[at] as number;
}
