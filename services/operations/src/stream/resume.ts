import type { SourceId } from '@linli/event-bus';
import { decodeCursor, type Positions, type Shown } from './cursor.ts';

/** Why a client has to load its snapshot again. */
export type ResetReason = 'unknown-cursor' | 'foreign-cursor' | 'too-far-behind' | 'history-changed';

/** Where the stream of the feed is, as far as resuming is concerned. */
export interface FeedPlace {
  readonly published: Positions;
  readonly flushedTo: Positions;
}

/** Which lines a screen has followed that comes with this cursor. */
export function shownTo(resume: string | Positions | undefined): Shown {
  const { generation, edition } = (typeof resume === 'string' ? decodeCursor(resume) : undefined) ?? {};
  return {
    ...(generation === undefined ? {} : { generation }),
    ...(edition === undefined ? {} : { edition }),
  };
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
