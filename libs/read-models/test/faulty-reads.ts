import type { DocumentStore, Facet, Query } from '../src/document-store.ts';
import { broken, type FaultyStore } from './faulty-store.ts';

const changedFind = (
  find: (store: DocumentStore, ...args: Parameters<DocumentStore['find']>) => Promise<readonly Facet[]>,
) => broken((store) => ({ find: (ref, collection, query) => find(store, ref, collection, query) }));

const everything = (query: Query): Query => {
  const { asOf: _, ...present } = query;
  return present;
};

export const faultyHistories: readonly FaultyStore[] = [
  {
    fault: 'a version is in force one position too early',
    caughtBy: 'a document is there from its position on and not before',
    wrap: broken((store) => ({
      get: (ref, collection, key, asOf) =>
        store.get(
          ref,
          collection,
          key,
          asOf && Object.fromEntries(Object.entries(asOf).map(([source, at]) => [source, at + 1])),
        ),
    })),
  },
  {
    fault: 'lists are always of the present',
    caughtBy: 'a list at a position holds what get gives at it, for every position',
    wrap: changedFind((store, ref, collection, query) => store.find(ref, collection, everything(query))),
  },
  {
    fault: 'the position of one source is taken for all',
    caughtBy: 'each source is asked at its own position, one that is left out for its latest',
    wrap: broken((store) => ({
      get(ref, collection, key, asOf) {
        const [first] = Object.values(asOf ?? {});
        return store.get(
          ref,
          collection,
          key,
          first === undefined ? {} : { incidents: first, residents: first },
        );
      },
    })),
  },
  {
    fault: 'a fold is given facets that another owner has moved on',
    caughtBy: 'a fold is not given facets that lie beyond what it has folded',
    wrap: broken((store) => ({
      load: (ref, collection, source, keys) => store.load(ref, collection, source, keys, Infinity),
    })),
  },
  {
    fault: 'a fold is given facets of other sources',
    caughtBy: 'a fold is given the latest facets of its source, and nothing for keys that are not there',
    wrap: broken((store) => ({
      load: async (ref, collection, _source, keys) =>
        (await Promise.all(keys.map((key) => store.get(ref, collection, key)))).flat(),
    })),
  },
  {
    fault: 'a moment leaves out the event recorded at it',
    caughtBy: 'a moment gives the position of the last event recorded at or before it',
    wrap: broken((store) => ({
      positionAt: (ref, source, moment) => store.positionAt(ref, source, moment - 1),
    })),
  },
  {
    fault: 'a second batch of the same millisecond is forgotten',
    caughtBy: 'events of one millisecond belong to one moment, over two commits too',
    wrap: broken((store) => {
      const seen = new Set<number>();
      return {
        commit: (commit) => {
          const moments = commit.moments.filter((moment) => !seen.has(moment.recordedAt));
          for (const moment of moments) seen.add(moment.recordedAt);
          return store.commit({ ...commit, moments });
        },
      };
    }),
  },
];

export const faultyFinds: readonly FaultyStore[] = [
  {
    fault: 'conditions on the past are tried on the present',
    caughtBy: 'conditions on the past hold for the values of the past',
    wrap: changedFind(async (store, ref, collection, query) => {
      const present = await store.find(ref, collection, everything(query));
      const past = await Promise.all(present.map(({ key }) => store.get(ref, collection, key, query.asOf)));
      return past.flat();
    }),
  },
  {
    fault: 'the limit cuts the present before the past is added',
    caughtBy: 'the limit cuts what is in force and what is superseded together',
    wrap: changedFind(async (store, ref, collection, query) => {
      const present = await store.find(ref, collection, everything(query));
      const at = await store.find(ref, collection, { ...query, limit: 1_000 });
      const kept = new Set(present.map(({ key }) => key));
      return at.filter(({ key }) => kept.has(key)).slice(0, query.limit);
    }),
  },
  {
    fault: 'a cursor skips what has the same value as its row',
    caughtBy: 'a cursor walks every list once, whatever its order and the size of its pages',
    wrap: changedFind((store, ref, collection, query) => {
      const { after, ...rest } = query;
      if (!after || after.value === null) return store.find(ref, collection, query);
      const op = query.orderBy?.direction === 'desc' ? 'lt' : 'gt';
      const beyond = { field: query.orderBy?.field ?? 'key', op, value: after.value } as const;
      return store.find(ref, collection, { ...rest, where: [...(query.where ?? []), beyond] });
    }),
  },
  {
    fault: 'a cursor loses its place when the view moves on',
    caughtBy: 'a cursor with a position keeps its list while the view moves on',
    wrap: changedFind((store, ref, collection, query) =>
      store.find(ref, collection, query.after ? everything(query) : query),
    ),
  },
  {
    fault: 'a prefix ends at U+FFFF',
    caughtBy: 'a prefix of any script ends where it ends, at the last code points too',
    wrap: changedFind((store, ref, collection, query) => {
      const where = (query.where ?? []).flatMap((condition) =>
        condition.op === 'prefix'
          ? [
              { ...condition, op: 'gte' as const },
              { ...condition, op: 'lt' as const, value: `${condition.value as string}\uffff` },
            ]
          : [condition],
      );
      return store.find(ref, collection, { ...query, where });
    }),
  },
  {
    fault: 'text is ordered by UTF-16 units',
    caughtBy: 'a list is ordered by key unless it is told otherwise, and by code point',
    wrap: changedFind(async (store, ref, collection, query) =>
      (await store.find(ref, collection, query)).toSorted((a, b) => (a.key < b.key ? -1 : 1)),
    ),
  },
  {
    fault: 'ties are broken by time of writing',
    caughtBy: 'ties are broken by key, then source, in the direction of the list',
    wrap: changedFind(async (store, ref, collection, query) =>
      (await store.find(ref, collection, query)).toSorted((a, b) => b.position - a.position),
    ),
  },
];

export const faultyKeeping: readonly FaultyStore[] = [
  {
    fault: 'the generation before is dropped at the switch',
    caughtBy: 'readers can be returned to the generation before, and forth again',
    wrap: broken((store) => ({
      async activate(ref) {
        const { active } = await store.state(ref.view);
        await store.activate(ref);
        if (active !== undefined && active !== ref.generation)
          await store.drop({ ...ref, generation: active });
      },
    })),
  },
  {
    fault: 'generations share one checkpoint',
    caughtBy: 'a generation has its own documents, checkpoint, moments and parked events',
    wrap: broken((store) => ({ checkpoints: (ref) => store.checkpoints({ ...ref, generation: 1 }) })),
  },
  {
    fault: 'a changed schema is taken for the same',
    caughtBy: 'a generation that is there stays as it is, and is refused with another schema',
    wrap: broken((store) => ({ ensure: (ref, schema) => store.ensure(ref, schema).catch(() => undefined) })),
  },
  {
    fault: 'a removed generation can still be asked',
    caughtBy: 'a dropped generation is unknown, and empty when it is made again',
    wrap: broken(() => ({ drop: () => Promise.resolve() })),
  },
  {
    fault: 'what readers were given is forgotten in a restart',
    caughtBy: 'everything stored is there after a restart',
    wrap: broken((store) => {
      let activated = false;
      return {
        activate: (ref) => {
          activated = true;
          return store.activate(ref);
        },
        state: async (view) => {
          const { active: _, ...forgotten } = await store.state(view);
          return activated ? store.state(view) : forgotten;
        },
      };
    }),
  },
];
