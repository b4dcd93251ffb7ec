import { SqliteEventStore } from '@linli/event-sourcing';
import { orderOf, tell } from './order.ts';
import { leadingRelay, type Place } from './place.ts';

export interface RelayOrder {
  readonly place: Place;
  readonly file: string;
  readonly sessionTimeoutMs: number;
}

/** A relay of a log that another process writes, until it is killed. It says when it leads. */
const { place, file, sessionTimeoutMs } = orderOf<RelayOrder>();
const log = await SqliteEventStore.open({ file, readOnly: true });
await leadingRelay(place, log, { sessionTimeoutMs });
tell('leading');
