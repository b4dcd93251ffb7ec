import { SqliteEventStore } from '@linli/event-sourcing';
import type { KafkaConnection } from '../../../src/kafka/kafka-connection.ts';
import { startRelay } from '../../../src/kafka/relay/relay.ts';
import { stretch, type Tripwire } from './tripwire.ts';

/**
 * A process that relays a log which its parent writes: `node relay.ts <options as JSON>`. It tells its state whenever
 * that has changed; `close` as a message ends it in order, and so does the end of its parent.
 */
export interface RelayChildOptions {
  readonly file: string;
  readonly connection: KafkaConnection;
  readonly partitions: number;
  readonly batchSize: number;
  readonly sessionTimeoutMs: number;
  readonly tripwire?: Tripwire;
}

const options = JSON.parse(process.argv[2] ?? '') as RelayChildOptions;
if (options.tripwire) stretch(options.tripwire);

const log = await SqliteEventStore.open({ file: options.file, readOnly: true });
const relay = await startRelay({
  ...options,
  log,
  context: 'incidents',
  replication: 1,
  journal: (level, message) => process.env['RELAY_JOURNAL'] && console.error(process.pid, level, message),
});

let told = '';
const telling = setInterval(() => {
  const state = JSON.stringify(relay.state());
  if (state === told) return;
  told = state;
  process.send?.(relay.state());
}, 5);

async function close(): Promise<void> {
  clearInterval(telling);
  await relay.close();
  await log.close();
  if (process.connected) process.disconnect();
}
process.on('message', close);
process.on('disconnect', () => process.exit());
