import type { RecordedEvent } from '@linli/contracts';
import type { SourceId } from '@linli/event-bus';
import type { FacetVersion, Moment, ParkedEvent } from '../document-store.ts';
import { type AnyCollection, type Documents, foldEvent, keysOf, reasonOf, type Touched } from './fold.ts';
import type { ParkedEvents } from './parked-events.ts';

interface SliceOptions {
  readonly slice: readonly RecordedEvent[];
  readonly collections: readonly AnyCollection[];
  readonly parked: ParkedEvents;
  /** Events, by position, that are to be parked without being folded, and why. */
  readonly reasons: Map<number, string>;
}

const nothing: Touched = [];

/** The documents each event of a slice touches; an event that cannot tell joins `reasons`. */
export function touchedBy({ slice, collections, parked, reasons }: SliceOptions): readonly Touched[] {
  return slice.map((event) => {
    if (reasons.has(event.position) || parked.holds(event.streamId)) return nothing;
    try {
      return keysOf(collections, event);
    } catch (error) {
      reasons.set(event.position, reasonOf(error));
      return nothing;
    }
  });
}

/** What a commit is made of, as it grows slice by slice. */
export interface Folded {
  readonly versions: FacetVersion[];
  readonly moments: Moment[];
  readonly parked: ParkedEvent[];
}

/**
 * Folds a slice event by event. One that fails is parked, and those of its stream behind it; the others go on as if it
 * were not there.
 */
export function foldSlice(
  into: Folded,
  options: SliceOptions & {
    readonly touched: readonly Touched[];
    readonly source: SourceId;
    readonly cache: Documents;
  },
): void {
  const { slice, touched, collections, source, cache, parked, reasons } = options;
  slice.forEach((event, n) => {
    markMoment(into.moments, event);
    if (parked.holds(event.streamId)) {
      into.parked.push(parked.hold(event, source));
      return;
    }
    let reason = reasons.get(event.position);
    if (reason === undefined) {
      try {
        for (const version of foldEvent(collections, event, touched[n] as Touched, cache))
          into.versions.push(version);
        return;
      } catch (error) {
        reason = reasonOf(error);
      }
    }
    into.parked.push(parked.park(event, source, reason));
  });
}

/** Events recorded in the same millisecond share a moment. */
function markMoment(moments: Moment[], { recordedAt, position }: RecordedEvent): void {
  const last = moments.at(-1);
  if (last?.recordedAt === recordedAt) moments[moments.length - 1] = { ...last, position };
  else moments.push({ recordedAt, first: position, position });
}
