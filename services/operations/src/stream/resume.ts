import type { SourceId } from '@linli/event-bus';
import { decodeCursor, type Positions } from './cursor.ts';

/** Why a client has to load its snapshot again. */
export type ResetReason = 'unknown-cursor' | 'foreign-cursor' | 'too-far-behind' | 'history-changed';

/** Where the stream of the feed is, as far as resuming is concerned. */
export interface FeedPlace {
  readonly published: Positions;
  readonly flushedTo: Positions;
}

/** Whether a screen comes from another generation: what it has been shown may lack lines that are there now. */
export function hasFollowedAnother(
  resume: string | Positions | undefined,
  generation: number | undefined,
): boolean {
  const cursor = typeof resume === 'string' ? decodeCursor(resume) : undefined;
  return cursor?.generation !== undefined && cursor.generation !== generation;
}

/**
 * Where a client goes on: behind its cursor, behind the positions of an answer, or, without either, from now. A cursor
 * that was not written here, or for another log, leads nowhere.
 */
export function resumeFrom(
  resume: string | Positions | undefined,
  { published, flushedTo }: FeedPlace,
  marks: Readonly<Record<SourceId, string>>,
): Positions | ResetReason {
  if (resume === undefined) return flushedTo;
  if (typeof resume !== 'string') {
    // Positions of a whole answer name sources that are none of the feed's.
    return Object.fromEntries(Object.entries(resume).filter(([source]) => source in published));
  }
  const cursor = decodeCursor(resume);
  if (cursor === undefined) return 'unknown-cursor';
  const foreign = Object.entries(cursor.positions).some(
    ([source, position]) =>
      !(source in published) ||
      (position > 0 && cursor.marks[source] !== undefined && cursor.marks[source] !== marks[source]),
  );
  return foreign ? 'foreign-cursor' : cursor.positions;
}
