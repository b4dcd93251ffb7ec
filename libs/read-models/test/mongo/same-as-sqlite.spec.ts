import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { doc, line, momentOf, parkedEvent, range, schema } from '../../src/conformance/samples.ts';
import type { DocumentStoreHarness } from '../../src/conformance/index.ts';
import type {
  AsOf,
  Commit,
  Condition,
  DocumentStore,
  Facet,
  FacetVersion,
  Query,
  ViewRef,
} from '../../src/document-store.ts';
import { sqliteEngine } from '../sqlite-harness.ts';
import { mongoEngine } from './mongo-harness.ts';

const sources = ['incidents', 'incidents/0', 'incidents/10', 'incidents/2', 'residents'];
const areas = [null, '42/', '42/01/', '42/01/05/', '43/', '江欣苑', '😀'];
const keys = ['', 'a', 'ab', 'a\u0000b', '江', '😀', '\uff5e'];

/** Its position is `gap` behind the one before it of its source. */
interface Step {
  readonly key: string;
  readonly gap: number;
  readonly n: number | null;
  readonly area: string | null;
  readonly endsCommit: boolean;
}

const oneOf = <T>(values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    key: oneOf(keys),
    gap: oneOf([1, 1, 1, 2, 30, 1_000]),
    n: oneOf([null, -1, 0, 1, 2, 2, 2 ** 40]),
    area: oneOf(areas),
    endsCommit: fc.boolean(),
  }),
  { maxLength: 14 },
);

/** What one source gives, commit by commit. */
function commitsOf(source: string, ref: ViewRef, written: readonly Step[], late: readonly Step[]): Commit[] {
  const commits: Commit[] = [];
  let position = 0;
  let from = 0;
  let versions: FacetVersion[] = [];
  const end = (more: Partial<Commit> = {}) => {
    const moments = versions.map((version) => ({
      position: version.position,
      recordedAt: momentOf(version.position),
    }));
    commits.push({
      ref,
      source,
      from,
      to: position,
      recordedAt: momentOf(position),
      versions,
      moments,
      ...more,
    });
    from = position;
    versions = [];
  };
  for (const { key, gap, n, area, endsCommit } of written) {
    position += gap;
    versions.push(doc(key, position, n, { area }), line(position, area));
    if (endsCommit) end();
  }
  end({ parked: [parkedEvent(Math.max(1, position), { source })] });
  let at = 0;
  for (const { key, gap, n, area } of late) {
    at = Math.min(at + gap, position);
    versions.push(doc(key, at, n, { area }));
  }
  if (position > 0) end({ moments: [], unparked: [{ source, position }] });
  return commits;
}

/** Merges the commits of all sources in an order of its own; within a source they keep theirs. */
function interleaved(lists: readonly (readonly Commit[])[], choices: readonly number[]): Commit[] {
  const left = lists.map((list) => [...list]);
  const merged: Commit[] = [];
  for (let n = 0; left.some((list) => list.length > 0); n += 1) {
    const open = left.filter((list) => list.length > 0);
    merged.push((open[(choices[n % choices.length] ?? 0) % open.length] as Commit[]).shift() as Commit);
  }
  return merged;
}

const position = oneOf([0, 1, 2, 3, 5, 30, 31, 60, 1_000, 1_002, 99_999]);
const asOf: fc.Arbitrary<AsOf | undefined> = fc.option(
  fc.dictionary(oneOf([...sources, 'unheard']), position, { maxKeys: 6 }),
  { nil: undefined },
);
const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    field: fc.constant('area'),
    op: oneOf(['eq', 'gte', 'gt', 'lte', 'lt'] as const),
    value: oneOf(areas),
  }),
  fc.record({
    field: fc.constant('area'),
    op: fc.constant('prefix' as const),
    value: oneOf(['', '4', '42/01', '江', '😀']),
  }),
  fc.record({
    field: fc.constant('rank'),
    op: oneOf(['eq', 'gte', 'gt', 'lte', 'lt'] as const),
    value: oneOf([null, -1, 0, 1, 2, 2 ** 40]),
  }),
  fc.record({
    field: fc.constant('rank'),
    op: fc.constant('in' as const),
    value: fc.subarray([null, 0, 2, 9]),
  }),
  fc.record({
    field: fc.constant('key'),
    op: oneOf(['eq', 'gte', 'gt', 'lte', 'lt', 'prefix'] as const),
    value: oneOf(keys),
  }),
  fc.record({ field: fc.constant('key'), op: fc.constant('in' as const), value: fc.subarray([...keys]) }),
  fc.record({ field: fc.constant('position'), op: oneOf(['gte', 'lt'] as const), value: position }),
);
const query: fc.Arbitrary<Query> = fc
  .record({
    where: fc.array(condition, { maxLength: 2 }),
    orderBy: fc.record({
      field: oneOf(['key', 'position', 'rank', 'area']),
      direction: oneOf(['asc', 'desc'] as const),
    }),
    limit: oneOf([1, 3, 100]),
    asOf,
  })
  .map(({ asOf: at, ...rest }) => ({ ...rest, ...(at && { asOf: at }) }));

describe('MongoDB and SQLite', () => {
  const harnesses: DocumentStoreHarness[] = [];
  let mongo: DocumentStore;
  let sqlite: DocumentStore;

  beforeAll(async () => {
    harnesses.push(await mongoEngine().makeHarness(), await sqliteEngine().makeHarness());
    [mongo, sqlite] = (await Promise.all(harnesses.map((harness) => harness.open()))) as [
      DocumentStore,
      DocumentStore,
    ];
  });

  afterAll(() => Promise.all(harnesses.map((harness) => harness.dispose())));

  async function both<T>(ask: (store: DocumentStore) => Promise<T>): Promise<T> {
    const [ours, theirs] = await Promise.all([ask(mongo), ask(sqlite)]);
    expect(ours).toEqual(theirs);
    return ours;
  }

  /** Page by page, as a reader of a long list goes through it. */
  async function walk(ref: ViewRef, asked: Query): Promise<void> {
    let after: Query['after'];
    for (let page = 0; page < 4; page += 1) {
      const found = await both((store) => store.find(ref, 'docs', { ...asked, ...(after && { after }) }));
      const last = found.at(-1);
      if (!last || found.length < asked.limit) return;
      after = { value: valueOf(last, asked.orderBy?.field ?? 'key'), key: last.key, source: last.source };
    }
  }

  let generations = 0;
  test('answer every question alike, whatever has been written and in whatever order of the sources', async () => {
    const written = fc.tuple(
      ...sources.map(() =>
        fc.tuple(
          steps,
          fc.oneof({ weight: 3, arbitrary: fc.constant<Step[]>([]) }, { weight: 1, arbitrary: steps }),
        ),
      ),
    );
    const choices = fc.array(fc.nat(9), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(
        written,
        choices,
        choices,
        fc.array(query, { minLength: 6, maxLength: 6 }),
        async (lists, one, other, queries) => {
          const ref = { view: 'board', generation: (generations += 1) };
          const commits = lists.map(([first, late], n) => commitsOf(sources[n] as string, ref, first, late));
          const fill = async (store: DocumentStore, order: readonly number[]) => {
            await store.ensure(ref, schema);
            for (const commit of interleaved(commits, order)) await store.commit(commit);
          };
          await Promise.all([fill(mongo, one), fill(sqlite, other)]);
          await both((store) => store.checkpoints(ref));
          await both((store) => store.parked(ref));
          for (const asked of queries) {
            await walk(ref, asked);
            await both((store) =>
              store.find(ref, 'lines', {
                limit: asked.limit,
                ...(asked.asOf && { asOf: asked.asOf }),
                orderBy: { field: 'position', direction: 'desc' },
              }),
            );
            for (const key of keys) await both((store) => store.get(ref, 'docs', key, asked.asOf));
          }
          for (const source of sources) {
            await both((store) =>
              store
                .load(ref, 'docs', source, keys, 1e9)
                .then((facets) => facets.toSorted((a, b) => (a.key < b.key ? -1 : 1))),
            );
            for (const at of range(0, 5).map((n) => n * 17)) {
              await both((store) => store.momentAt(ref, source, at));
              await both((store) => store.positionAt(ref, source, momentOf(at)));
            }
          }
          await Promise.all([mongo.drop(ref), sqlite.drop(ref)]);
        },
      ),
      { numRuns: Number(process.env['LINLI_PROPERTY_RUNS'] ?? 12) },
    );
  }, 300_000);
});

function valueOf({ key, position: at, body }: Facet, field: string): string | number | null {
  if (field === 'key') return key;
  if (field === 'position') return at;
  return field === 'rank' ? (body as { n: number }).n : null;
}
