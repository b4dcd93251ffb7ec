import type { FinalLogs } from './final-logs.ts';
import type { Findings } from './findings.ts';
import type { LogIndex, WantedEvents } from './log-index.ts';
import type { ParkedItem } from './notes.ts';
import type { Listing, ParkedHistory, Retry } from './parked-history.ts';

/**
 * P14 from listings: a poison event is parked with a reason; while it is, every later event of its stream that the
 * checkpoint has gone past stands parked behind it; a retry that left nothing takes all of them out. That they are then
 * applied, in order, and that others go on meanwhile is judged where events and checkpoints are.
 */
export function checkParking(
  parked: ParkedHistory,
  logs: FinalLogs,
  wantsOf: (consumer: string, log: LogIndex) => WantedEvents,
  findings: Findings,
): void {
  for (const { note, place } of parked.poisons) {
    for (const consumer of note.consumers) {
      if (parked.everParked(consumer, note.position) !== undefined) continue;
      findings.broken('P14', {
        place,
        expected: `position ${note.position} of ${note.context} parked at ${consumer}, which cannot apply it`,
        seen: 'it was never listed as parked',
      });
    }
  }
  for (const [consumer, listings] of parked.listings) {
    checkReasons(consumer, parked, findings);
    for (const listing of listings) checkHeld(listing, logs, wantsOf, findings);
  }
  for (const retry of parked.retries) checkRetry(retry, parked, findings);
}

function checkReasons(consumer: string, parked: ParkedHistory, findings: Findings): void {
  for (const item of parked.ever(consumer)) {
    if (item.state !== 'held') findings.checked('P14', 'parked');
    if (item.reason.trim() !== '') continue;
    findings.broken('P14', {
      place: item.place,
      expected: `a reason why position ${item.position} of ${item.source} is parked at ${consumer}`,
      seen: 'none',
    });
  }
}

function checkHeld(
  { note, place }: Listing,
  logs: FinalLogs,
  wantsOf: (consumer: string, log: LogIndex) => WantedEvents,
  findings: Findings,
): void {
  const streams = Map.groupBy(note.items, ({ source, stream }) => `${source} ${stream}`);
  for (const items of streams.values()) {
    const waiting = items
      .filter(({ state }) => state !== 'discarded')
      .sort((one, other) => one.position - other.position);
    const [first] = waiting;
    if (first === undefined) continue;
    if (first.state !== 'poison') {
      findings.broken('P14', {
        place,
        expected: `a poison event as the first that is parked of ${first.stream} at ${note.consumer}`,
        seen: `position ${first.position}, held behind nothing`,
      });
    }
    const log = logs.ofSource(first.source);
    const checkpoint = note.checkpoints?.[first.source];
    if (log === undefined || checkpoint === undefined) continue;
    const listed = new Set(items.map(({ position }) => position));
    for (const index of passedBetween(log, first, checkpoint)) {
      if (listed.has(log.position(index)) || !wantsOf(note.consumer, log).has(index)) continue;
      findings.broken('P14', {
        place,
        expected: `${log.describe(index)} held behind position ${first.position}`,
        seen: `not parked, though the checkpoint of ${note.consumer} has gone past it to ${checkpoint}`,
        related: [log.place(index)],
      });
    }
  }
}

/** Events of the item's stream behind it, up to a position. */
function* passedBetween(log: LogIndex, { stream, position }: ParkedItem, upTo: number): Iterable<number> {
  for (let index = log.last(stream); index >= 0; index = log.before(index)) {
    if (log.position(index) <= position) return;
    if (log.position(index) <= upTo) yield index;
  }
}

function checkRetry({ note, place }: Retry, parked: ParkedHistory, findings: Findings): void {
  findings.checked('P14', 'retried');
  if (note.remaining > 0) return;
  const listings = parked.listings.get(note.consumer) ?? [];
  const before = listings.findLast((listing) => listing.note.mono <= note.mono);
  const after = listings.find((listing) => listing.note.mono > note.mono);
  const waited = new Set(
    before?.note.items.filter(({ stream }) => stream === note.stream).map(({ position }) => position),
  );
  for (const item of after?.note.items ?? []) {
    if (item.stream !== note.stream || item.state === 'discarded' || !waited.has(item.position)) continue;
    findings.broken('P14', {
      place: after?.place ?? place,
      expected: `nothing left of ${note.stream} at ${note.consumer}, as the retry answered`,
      seen: `position ${item.position} still parked`,
      related: [place],
    });
  }
}
