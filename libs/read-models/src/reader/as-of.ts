import type { SourceId } from '@linli/event-bus';
import type { AsOf } from '../document-store.ts';

/** `asOf=` or `after=` cannot be understood, or names what has not been yet: the caller's mistake. */
export class InvalidAsOf extends Error {
  override readonly name = 'InvalidAsOf';
  readonly text: string;
  /** What is wrong with it, to be read behind the text or the name of its field. */
  readonly problem: string;
  /** The field at fault, where it is known. */
  readonly field: 'asOf' | 'after' | undefined;
  constructor(
    text: string,
    problem = 'is neither a moment (2026-05-01T09:00:00Z) nor positions (incidents:123,residents:45)',
    field?: 'asOf' | 'after',
  ) {
    super(`"${text.slice(0, 80)}" ${problem}`);
    this.text = text;
    this.problem = problem;
    this.field = field;
  }
}

/**
 * A position of a whole log, asked of a view that follows the partitions of its topic: events of other partitions lie
 * beside it, so how far any of them has come does not tell whether the event at the position has been absorbed.
 */
export class UnprovablePosition extends Error {
  override readonly name = 'UnprovablePosition';
  readonly field: 'asOf' | 'after';
  readonly source: SourceId;
  readonly position: number;
  constructor(field: UnprovablePosition['field'], source: SourceId, position: number) {
    super(
      `${source}:${position} names no partition: give ${field} as ${source}/3:${position}, as answers do`,
    );
    this.field = field;
    this.source = source;
    this.position = position;
  }
}

/** The view has not absorbed the asked position within the time a caller may wait. */
export class NotYetAbsorbed extends Error {
  override readonly name = 'NotYetAbsorbed';
  readonly view: string;
  readonly source: SourceId;
  readonly position: number;
  constructor(view: string, source: SourceId, position: number) {
    super(`${view} has not absorbed ${source}:${position} yet`);
    this.view = view;
    this.source = source;
    this.position = position;
  }
}

/** What a caller asks for: a moment in milliseconds since 1970 UTC, or a position per source. */
export type AskedFor = { readonly moment: number } | { readonly positions: AsOf };

export function parseAsOf(text: string): AskedFor {
  const moment = momentOf(text);
  return moment === undefined ? { positions: parsePositions(text) } : { moment };
}

const rfc3339 =
  /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** A date and time with its zone as RFC 3339 writes it, seconds optional; the platform's parser takes 30 February. */
function momentOf(text: string): number | undefined {
  const [, year, month, day] = rfc3339.exec(text) ?? [];
  if (year === undefined) return undefined;
  const midnight = new Date(`${year}-${month}-01T00:00:00Z`);
  midnight.setUTCDate(Number(day));
  if (Number.isNaN(midnight.getTime()) || !midnight.toISOString().startsWith(`${year}-${month}-${day}`)) {
    throw new InvalidAsOf(text, 'is a day that the calendar does not have', 'asOf');
  }
  return Date.parse(text);
}

/** `incidents:123,residents:45`; with partitions `incidents/3:123`. */
export function parsePositions(text: string): AsOf {
  const positions: Record<SourceId, number> = {};
  if (text.length > 2_000) throw new InvalidAsOf(text);
  for (const part of text.split(',')) {
    const match = /^([a-z][a-z0-9-]*(?:\/\d{1,4})?):(\d{1,15})$/.exec(part.trim());
    if (!match || (match[1] as string) in positions) throw new InvalidAsOf(text);
    positions[match[1] as string] = Number(match[2]);
  }
  return positions;
}

/** The same positions as text, in order of source. */
export function formatPositions(positions: AsOf): string {
  return Object.keys(positions)
    .sort()
    .map((source) => `${source}:${positions[source]}`)
    .join(',');
}
