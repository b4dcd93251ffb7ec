import type { SourceId } from '@linli/event-bus';
import type { Committed, Facet } from '@linli/read-models';
import type { Positions } from '../stream/cursor.ts';
import type { FeedLine } from '../stream/feed-source.ts';
import { feed } from '../views/board/feed.ts';
import { incidentRow, type IncidentRow, type StoredRow } from '../views/board/incident-row.ts';
import type { IncidentFacts } from '../views/board/incident-facts.ts';
import type { FeedReader } from './feed-reader.ts';
import { KnownFacts } from './known-facts.ts';

/** Lines of the feed out of the very rows a commit has stored: the same as reading them back, without the way there. */
export class LiveFeed {
  readonly #reader: FeedReader;
  readonly #facts = new KnownFacts();

  constructor(reader: FeedReader) {
    this.#reader = reader;
  }

  /** The commit's lines, the first following on `at`; at once when everything about their incidents is known. */
  lines(batch: Committed, at: Positions): readonly FeedLine[] | Promise<readonly FeedLine[]> {
    const { source } = batch;
    this.#facts.absorb(batch.versions);
    const rows = rowsOf(batch);
    const known = this.#facts.of(
      rows.map(({ body }) => body.incident),
      (missing) => this.#reader.facts(missing),
    );
    const made = (facts: ReadonlyMap<string, IncidentFacts>) =>
      rows.map((row) => this.#reader.line(row, facts, { ...at, [source]: row.position }));
    if (known instanceof Promise) return known.then(made);
    if (rows.length > 0 && this.#reader.marks()[source] === undefined) {
      return this.#reader.learnMarks().then(() => made(known));
    }
    return made(known);
  }

  /** A commit has been left out: what is known may be outdated. */
  forget(): void {
    this.#facts.clear();
  }
}

function rowsOf({
  versions,
  source,
}: {
  versions: Committed['versions'];
  source: SourceId;
}): Facet<IncidentRow>[] {
  return versions
    .filter(({ collection, body }) => collection === feed.name && body !== null)
    .map(({ key, position, recordedAt, body }) => ({
      key,
      source,
      position,
      recordedAt,
      body: incidentRow(JSON.parse(body as string) as StoredRow),
    }))
    .sort((one, other) => one.position - other.position);
}
