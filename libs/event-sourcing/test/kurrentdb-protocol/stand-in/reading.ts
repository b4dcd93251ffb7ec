import type { ReadReq } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import { refusals, streamNameOf } from './messages.ts';
import type { StoredEvent, StoredLog } from './stored-log.ts';

const maxUint64 = 18_446_744_073_709_551_615n;

/** Which events of the log a reader or subscriber of $all asks for. */
export type EventFilter = (event: StoredEvent) => boolean;

/** Reading $all never shows the server's own bookkeeping of epochs, whatever the filter says. */
function shownInAll(event: StoredEvent): boolean {
  return event.streamId !== '$epoch-information';
}

export function filterOf(options: ReadReq.Options): EventFilter {
  const filter = options.getFilter();
  const expression = filter?.getStreamIdentifier() ?? filter?.getEventType();
  if (!filter || !expression) return shownInAll;
  const named = filter.hasStreamIdentifier()
    ? (event: StoredEvent) => event.streamId
    : (event: StoredEvent) => event.type;
  // As on the server: a regular expression wins over prefixes, and both are asked of UTF-16 text.
  const pattern = expression.getRegex();
  if (pattern !== '') {
    const regex = new RegExp(pattern);
    return (event) => shownInAll(event) && regex.test(named(event));
  }
  const prefixes = expression.getPrefixList();
  return (event) => shownInAll(event) && prefixes.some((prefix) => named(event).startsWith(prefix));
}

/** The events of one stream that a read asks for; `undefined` when there is no such stream. */
export function* readStream(log: StoredLog, options: ReadReq.Options): Generator<StoredEvent, boolean> {
  const asked = options.getStream();
  const streamId = streamNameOf(asked?.getStreamIdentifier());
  const events = log.stream(streamId);
  if (events === 'deleted') throw refusals.streamDeleted(streamId);
  if (events === undefined) return false;
  const backwards = options.getReadDirection() === 1;
  const from = asked?.hasRevision() ? BigInt(asked.getRevision()) : asked?.hasEnd() ? maxUint64 : 0n;
  let left = BigInt(options.getCount());
  for (const event of backwards ? events.toReversed() : events) {
    if (left === 0n) break;
    if (backwards ? event.revision > from : event.revision < from) continue;
    left -= 1n;
    yield event;
  }
  return true;
}

/** The events of $all that a read asks for: up to where the log ended when it began. */
export function* readAll(log: StoredLog, options: ReadReq.Options): Generator<StoredEvent> {
  const allowed = filterOf(options);
  const backwards = options.getReadDirection() === 1;
  const position = startOf(options);
  if (typeof position === 'bigint' && !log.isBoundary(position)) throw refusals.invalidPosition();
  let left = BigInt(options.getCount());
  const { length } = log.events;
  if (backwards) {
    // Backwards the position itself is left out: the record before it comes first.
    const first = position === 'end' ? length : position === 'start' ? 0 : log.indexAt(position);
    for (let index = first - 1; index >= 0 && left > 0n; index--) {
      const event = log.events[index] as StoredEvent;
      if (!allowed(event)) continue;
      left -= 1n;
      yield event;
    }
    return;
  }
  const first = position === 'start' ? 0 : position === 'end' ? length : log.indexAt(position);
  for (let index = first; index < length && left > 0n; index++) {
    const event = log.events[index] as StoredEvent;
    if (!allowed(event)) continue;
    left -= 1n;
    yield event;
  }
}

export function startOf(options: ReadReq.Options): bigint | 'start' | 'end' {
  const all = options.getAll();
  if (all?.hasPosition()) return BigInt(all.getPosition()?.getCommitPosition() ?? '0');
  return all?.hasEnd() ? 'end' : 'start';
}
