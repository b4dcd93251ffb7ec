/** Where a client of the feed stands, and the source of the line the cursor belongs to. */
export interface Place {
  readonly positions: Readonly<Record<string, number>>;
  readonly at?: string;
}

/**
 * Looks into a cursor of the operations centre. Clients are not to: for them it is opaque. An observer has to, to say
 * which event a line is. Throws for a text of another form.
 */
export function placeOf(cursor: string): Place {
  const [version, ...parts] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ');
  if (version !== '1') throw new Error(`a cursor of version ${String(version)} is not known`);
  const positions: Record<string, number> = {};
  let at: string | undefined;
  for (const part of parts) {
    // Which of the view's lines these are: generation and edition.
    if (part.startsWith('@') || part.startsWith('!')) continue;
    const [source = '', position = '', , here] = part.split('=');
    positions[source] = Number(position);
    if (here !== undefined) at = source;
  }
  return { positions, ...(at === undefined ? {} : { at }) };
}
