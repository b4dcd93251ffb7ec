import { DatabaseSync } from 'node:sqlite';
import { createKafkaBus } from '../../src/kafka/kafka-bus.ts';
import { openEffects } from './effects.ts';

/** A member of a consumer group in a process of its own: `node member.ts brokers prefix file name`. */
const [brokers = '', prefix = '', file = '', name = ''] = process.argv.slice(2);
const effects = openEffects(new DatabaseSync(file), name);
const bus = createKafkaBus({
  connection: { brokers: brokers.split(','), clientId: name, prefix },
  service: 'operations',
  tenant: '武汉',
  // The least a broker takes.
  sessionTimeoutMs: 6_000,
  backOff: { firstMs: 20, maxMs: 200 },
});
await bus.subscribe({
  group: 'board',
  contexts: ['incidents'],
  batchSize: 20,
  startAfter: async (source) => effects.position(source),
  handle: (batch) => effects.absorb(batch),
});
process.on('SIGTERM', () => void bus.close().then(() => process.exit(0)));
process.send?.('subscribed');
