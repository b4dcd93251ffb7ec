import { Problem, invalidRequest, type Clock } from '@linli/service-kit';
import type { AsOfStamp } from '../api.ts';
import { covers, readPositions, writePositions, type Positions } from '../stream/cursor.ts';
import type { View } from './view.ts';

/** The point of history a question is answered for. */
export interface Instant {
  /** Per source of the view, the last position that counts. */
  readonly positions: Positions;
  /** Milliseconds since 1970 UTC. */
  readonly moment: number;
  /** The newest the view knows. */
  readonly live: boolean;
}

export interface WhenAsked {
  /** A moment or positions; the newest when left out. */
  readonly asOf?: string;
  /** Positions the answer has to include. */
  readonly after?: string;
}

export interface InstantOptions {
  readonly view: View;
  readonly clock: Clock;
  /** Finds the recorded time of the last event at positions, for an answer asked for by positions. */
  readonly momentOf: (positions: Positions) => Promise<number>;
  /** How long an answer is held back for a position that is still to come. */
  readonly waitMs: number;
}

/** Positions the view must have absorbed before it answers, and where and when the answer holds. */
export async function instantOf({ asOf, after }: WhenAsked, options: InstantOptions): Promise<Instant> {
  const { view, clock, momentOf } = options;
  if (after !== undefined) await reach(view, positionsOf(after, 'after'), options.waitMs);
  if (asOf === undefined) return { positions: view.positions(), moment: clock.now().getTime(), live: true };
  const moment = momentIn(asOf);
  if (moment !== undefined) {
    const sources = Object.keys(view.positions());
    const at = await Promise.all(
      sources.map(async (source) => [source, await view.positionAt(source, moment)] as const),
    );
    return { positions: Object.fromEntries(at), moment, live: false };
  }
  const asked = positionsOf(asOf, 'asOf');
  await reach(view, asked, options.waitMs);
  const newest = view.positions();
  const positions = Object.fromEntries(
    Object.entries(newest).map(([source, position]) => [source, asked[source] ?? position]),
  );
  return { positions, moment: await momentOf(positions), live: covers(positions, newest) };
}

export function stampOf({ positions, moment, live }: Instant): AsOfStamp {
  return { position: writePositions(positions), moment: new Date(moment).toISOString(), live };
}

function momentIn(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(text)) return undefined;
  const moment = Date.parse(text);
  return Number.isNaN(moment) ? undefined : moment;
}

function positionsOf(text: string, field: string): Positions {
  const positions = readPositions(text);
  if (positions !== undefined) return positions;
  const expected = field === 'asOf' ? 'a moment (2026-05-01T01:00:00Z) or positions' : 'positions';
  throw invalidRequest([{ field, rule: field, message: `must be ${expected} (incidents:184203)` }]);
}

/** Sources that are none of the view's do not concern its answer. */
async function reach(view: View, asked: Positions, waitMs: number): Promise<void> {
  const own = Object.keys(view.positions()).filter((source) => asked[source] !== undefined);
  const reached = await Promise.all(
    own.map((source) => view.runner.waitFor(source, asked[source] as number, waitMs)),
  );
  if (reached.every(Boolean)) return;
  throw new Problem(
    {
      status: 503,
      code: 'view-behind',
      title: 'The view has not come that far',
      detail: `Asked for ${writePositions(asked)}; the view is at ${writePositions(view.positions())}.`,
      position: writePositions(view.positions()),
    },
    { headers: { 'retry-after': '1' } },
  );
}
