import type { RecordedEvent } from '@linli/contracts';
import type { SourceId } from '@linli/event-bus';
import type { FacetVersion, Moment, ParkedEvent } from '../document-store.ts';
import { type AnyCollection, type Documents, foldEvent, keysOf, reasonOf, type Touched } from './fold.ts';
import type { ParkedEvents } from './parked-events.ts';

interface ChunkOptions {
  readonly chunk: readonly RecordedEvent[];
  readonly collections: readonly AnyCollection[];
  readonly parked: ParkedEvents;
  /** Events, by position, that are to be parked without being folded, and why. */
  readonly reasons: Map<number, string>;
}

const nothing: Touched = [];

/** The documents each event of a chunk touches; an event that cannot tell joins `reasons`. */
export function touchedBy({ chunk, collections, parked, reasons }: ChunkOptions): readonly Touched[] {
  return chunk.map((event) => {
    if (reasons.has(event.position) || parked.holds(event.streamId)) return nothing;
    try {
      return keysOf(collections, event);
    } catch (error) {
      reasons.set(event.position, reasonOf(error));
      return nothing;
    }
  });
}

interface FoldedChunk {
  readonly versions: readonly FacetVersion[];
  readonly moments: readonly Moment[];
  readonly parked: readonly ParkedEvent[];
}

/**
 * Folds a chunk event by event. One that fails is parked, and those of its stream behind it; the others go on as if it
 * were not there.
 */
export function foldChunk(
  options: ChunkOptions & {
    readonly touched: readonly Touched[];
    readonly source: SourceId;
    readonly cache: Documents;
  },
): FoldedChunk {
  const { chunk, touched, collections, source, cache, parked, reasons } = options;
  const folded = { versions: [] as FacetVersion[], moments: [] as Moment[], parked: [] as ParkedEvent[] };
  let first = 0;
  chunk.forEach((event, n) => {
    if (chunk[n - 1]?.recordedAt !== event.recordedAt) first = event.position;
    if (chunk[n + 1]?.recordedAt !== event.recordedAt) {
      folded.moments.push({ recordedAt: event.recordedAt, first, position: event.position });
    }
    if (parked.holds(event.streamId)) {
      folded.parked.push(parked.hold(event, source));
      return;
    }
    let reason = reasons.get(event.position);
    if (reason === undefined) {
      try {
        folded.versions.push(...foldEvent(collections, event, touched[n] as Touched, cache));
        return;
      } catch (error) {
        reason = reasonOf(error);
      }
    }
    folded.parked.push(parked.park(event, source, reason));
  });
  return folded;
}
