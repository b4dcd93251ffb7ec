import type { RecordedEvent } from '@linli/contracts';
import type { FacetVersion, ParkedEvent } from '../document-store.ts';
import type { FacetCache } from './facet-cache.ts';
import { type AnyCollection, foldEvent, keysOf, reasonOf, type Touched } from './fold.ts';
import type { RetryResult } from './types.ts';

interface LateOptions {
  /** All parked events of one stream, in order. */
  readonly events: readonly ParkedEvent[];
  readonly giveUpFirst: boolean;
  readonly collections: readonly AnyCollection[];
  readonly upcast: (event: RecordedEvent) => RecordedEvent;
  readonly now: () => number;
  readonly cache: FacetCache;
  readonly prefetch: (touched: readonly Touched[]) => Promise<void>;
}

interface LateCommit {
  readonly versions: readonly FacetVersion[];
  readonly parked: readonly ParkedEvent[];
  readonly unparked: readonly { readonly source: string; readonly position: number }[];
  readonly result: RetryResult;
}

/**
 * Folds parked events now, behind events that have long been folded. Documents fed by this stream alone come out exactly
 * as if it had never been parked, history included, for nothing has touched them meanwhile. A document that other
 * streams feed has moved on: there the event holds from the version in force on. A rebuild puts it in its place.
 */
export async function lateCommit(options: LateOptions): Promise<LateCommit> {
  const { collections, cache, now } = options;
  const versions: FacetVersion[] = [];
  const parked: ParkedEvent[] = [];
  const unparked: { source: string; position: number }[] = [];
  let waiting = options.events;
  const [first] = waiting;
  if (options.giveUpFirst && first) {
    parked.push({ ...first, state: 'discarded' });
    waiting = waiting.slice(1);
  }
  let applied = 0;
  let reason: string | undefined;
  for (const event of waiting) {
    try {
      const readable = options.upcast(JSON.parse(event.event) as RecordedEvent);
      const touched = keysOf(collections, readable);
      await options.prefetch([touched]);
      versions.push(...foldEvent(collections, readable, touched, cache));
    } catch (error) {
      reason = reasonOf(error);
      parked.push({ ...event, state: 'poison', reason, parkedAt: now(), attempts: event.attempts + 1 });
      break;
    }
    unparked.push({ source: event.source, position: event.position });
    applied += 1;
  }
  const remaining = waiting.length - applied;
  return {
    versions,
    parked,
    unparked,
    result: { applied, remaining, ...(reason !== undefined && { reason }) },
  };
}
