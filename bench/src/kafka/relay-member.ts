import { startRelay } from '@linli/event-bus';
import { SqliteEventStore } from '@linli/event-sourcing';
import { orderOf, tell, until } from './order.ts';
import { connectionTo, partitions, type Place, replication } from './place.ts';

export interface RelayOrder {
  readonly place: Place;
  readonly file: string;
  readonly sessionTimeoutMs: number;
}

/** A relay of a log that another process writes, until it is killed. It says when it leads. */
const { place, file, sessionTimeoutMs } = orderOf<RelayOrder>();
const log = await SqliteEventStore.open({ file, readOnly: true });
const relay = await startRelay({
  connection: connectionTo(place),
  context: 'incidents',
  log,
  partitions,
  replication,
  sessionTimeoutMs,
});
await until(() => relay.state().role === 'leading');
tell('leading');
