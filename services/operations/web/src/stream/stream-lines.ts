import type { LineChoice } from '../address/view.ts';
import { lineKey, type FeedRow } from '../live/feed-store.ts';

/**
 * What the system does between two things that people do: it follows from them and is read where they are. An event that is
 * not named here is shown, so that nothing new is hidden by being new.
 */
const machinery: ReadonlySet<string> = new Set([
  'IncidentLocated',
  'IncidentRouted',
  'LeadUnitAssigned',
  'SupportUnitAssigned',
  'ClockStarted',
  'DueTimeRecomputed',
  'ClockStopped',
]);

/** Whether a person follows a city by events of this type. */
export function isKeyEvent(type: string): boolean {
  return !machinery.has(type);
}

/** A line as it is drawn. */
export interface StreamLine {
  readonly row: FeedRow;
  readonly key: string;
  /** Lines of the machinery that follow from this one, newest first. */
  readonly folded: readonly FeedRow[];
  /** This line stands unfolded under the one that it follows from. */
  readonly under: boolean;
}

/**
 * Rows of the feed, newest first, as lines: all of them, or those a person needs, each with the machinery of the same
 * incident that followed on it. What followed on an event that has not been loaded yet waits for it.
 *
 * @param unfolded keys of the lines whose machinery is shown below them
 */
export function streamLines(
  rows: readonly FeedRow[],
  choice: LineChoice | undefined,
  unfolded: ReadonlySet<string>,
): readonly StreamLine[] {
  const lines: StreamLine[] = [];
  const waiting = new Map<string, FeedRow[]>();
  for (const row of rows) {
    const { type, incidentId, severity } = row.item;
    const key = lineKey(row.item);
    if (choice === 'all') {
      lines.push({ row, key, folded: [], under: false });
      continue;
    }
    if (choice === 'urgent' && severity !== 'urgent') continue;
    if (!isKeyEvent(type)) {
      const followers = waiting.get(incidentId);
      if (followers === undefined) waiting.set(incidentId, [row]);
      else followers.push(row);
      continue;
    }
    const folded = waiting.get(incidentId) ?? [];
    waiting.delete(incidentId);
    lines.push({ row, key, folded, under: false });
    if (!unfolded.has(key)) continue;
    for (const follower of folded)
      lines.push({ row: follower, key: lineKey(follower.item), folded: [], under: true });
  }
  return lines;
}
