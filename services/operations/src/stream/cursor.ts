import type { SourceId } from '@linli/event-bus';
import { parsePositions } from '@linli/read-models';

/** Per source, a position of its log. A source that is missing stands at 0, before its first event. */
export type Positions = Readonly<Record<SourceId, number>>;

/**
 * Place in the feed. A feed out of several sources has no single number for it, so it is the position in each of them.
 * The marks say which logs are meant: a cursor of a log that has been replaced means nothing in the new one.
 */
export interface Cursor extends Shown {
  readonly positions: Positions;
  readonly marks: Readonly<Record<SourceId, string>>;
  /** The source whose line the cursor belongs to; none for a place between lines. */
  readonly at?: SourceId;
}

/** Which of the view's lines a screen has followed. An answer's cursor says nothing of it. */
export interface Shown {
  /** The generation they are of: what that one had parked, another shows, before the place. */
  readonly generation?: number;
  /** Given while something is parked, which may be applied late and be shown before the place (see `Edition`). */
  readonly edition?: string;
}

const version = '1';

/** Opaque text of a cursor: SSE id, `Last-Event-ID`, `cursor=`. Safe in a header and in an address. */
export function encodeCursor({ positions, marks, at, generation, edition }: Cursor): string {
  const parts = Object.keys(positions)
    .sort()
    .map((source) => `${source}=${positions[source]}=${marks[source] ?? ''}${source === at ? '=' : ''}`);
  const shown = [
    ...(generation === undefined ? [] : [`@${generation}`]),
    ...(edition === undefined ? [] : [`!${edition}`]),
  ];
  return Buffer.from([version, ...shown, ...parts].join(' ')).toString('base64url');
}

/** Undefined for anything that `encodeCursor` has not written. */
export function decodeCursor(text: string): Cursor | undefined {
  if (text.length > 4_000 || !/^[\w-]+$/.test(text)) return undefined;
  const [head, ...parts] = Buffer.from(text, 'base64url').toString('utf8').split(' ');
  if (head !== version) return undefined;
  const generation = /^@(\d{1,9})$/.exec(parts[0] ?? '')?.[1];
  if (generation !== undefined) parts.shift();
  const edition = /^!([\da-f]{8}\.\d{1,9})$/.exec(parts[0] ?? '')?.[1];
  if (edition !== undefined) parts.shift();
  const positions: Record<SourceId, number> = {};
  const marks: Record<SourceId, string> = {};
  let at: SourceId | undefined;
  for (const part of parts) {
    const match = /^([a-z][\w/.-]*)=(\d{1,15})=(\w*)(=?)$/.exec(part);
    if (match === null) return undefined;
    const [, source, position, mark, here] = match as unknown as [string, string, string, string, string];
    positions[source] = Number(position);
    if (mark !== '') marks[source] = mark;
    if (here !== '') at = source;
  }
  const cursor = {
    positions,
    marks,
    ...(at === undefined ? {} : { at }),
    ...(generation === undefined ? {} : { generation: Number(generation) }),
    ...(edition === undefined ? {} : { edition }),
  };
  return encodeCursor(cursor) === text ? cursor : undefined;
}

/** The place of an answer's cursor as a screen gets there that is shown these lines. */
export function shownBy(shown: Shown, cursor: string): string {
  const place = Object.keys(shown).length === 0 ? undefined : decodeCursor(cursor);
  return place === undefined ? cursor : encodeCursor({ ...place, ...shown });
}

/** Whether everything up to `other` has been seen at `positions`. */
export function covers(positions: Positions, other: Positions): boolean {
  return Object.entries(other).every(([source, position]) => (positions[source] ?? 0) >= position);
}

/** Per source, the further of the two. */
export function furthest(one: Positions, other: Positions): Positions {
  const reached: Record<SourceId, number> = { ...one };
  for (const [source, position] of Object.entries(other)) {
    reached[source] = Math.max(reached[source] ?? 0, position);
  }
  return reached;
}

/** How many positions `from` is behind `to`, over all sources. */
export function distance(from: Positions, to: Positions): number {
  return Object.entries(to).reduce(
    (sum, [source, position]) => sum + Math.max(0, position - (from[source] ?? 0)),
    0,
  );
}

/** Positions as people and queries write them, `incidents:184203,residents:1042`; undefined for anything else. */
export function readPositions(text: string): Positions | undefined {
  try {
    return parsePositions(text);
  } catch {
    return undefined;
  }
}
