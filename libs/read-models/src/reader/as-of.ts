import type { SourceId } from '@linli/event-bus';
import type { AsOf } from '../document-store.ts';

/** `asOf=` or `after=` cannot be understood: the caller's mistake. */
export class InvalidAsOf extends Error {
  override readonly name = 'InvalidAsOf';
  readonly text: string;
  constructor(text: string) {
    super(
      `"${text.slice(0, 80)}" is neither a moment (2026-05-01T09:00:00Z) nor positions (incidents:123,residents:45)`,
    );
    this.text = text;
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
  const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/.test(text)
    ? Date.parse(text)
    : NaN;
  return Number.isNaN(moment) ? { positions: parsePositions(text) } : { moment };
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
