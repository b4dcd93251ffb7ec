import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { mongo } from 'mongoose';
import {
  SchemaMismatch,
  type TakenOver,
  UnknownGeneration,
  type ViewRef,
  type ViewSchema,
  type ViewState,
} from '../document-store.ts';
import { canonical } from '../schema.ts';
import { baseName, describe, plannedCollections, type StoredGeneration } from './collections.ts';
import type { MongoConnection } from './connection.ts';
import { isDuplicate } from './faults.ts';
import type { Owners } from './owners.ts';
import type { StoredTakenOver } from './take-over.ts';

/** A generation's number, and the name of its collections. */
interface Named {
  readonly generation: number;
  readonly id: string;
}

interface Entry extends Named {
  readonly schema: string;
  readonly taken?: StoredTakenOver;
}

/**
 * All that is known of one view, in one document: whatever changes, readers see it change at once. It is replaced only
 * as it was read: `revision` says whether it still is.
 */
interface ViewDocument {
  readonly _id: string;
  readonly revision: number;
  readonly active?: number;
  readonly previous?: number;
  readonly generations: readonly Entry[];
  /** Their collections are being made. Where the maker died, they are left lying. */
  readonly making: readonly (Named & { readonly since: Date })[];
  /** Their collections are to be removed. */
  readonly dropped: readonly Named[];
}

/** A maker that is slower than this makes its collections anew under another name. */
const makingMs = 10 * 60_000;
const attempts = 50;

/** Which generations there are, and which readers are given; keeps what it has read of them. */
export class Catalogue {
  readonly #db: mongo.Db;
  readonly #owners: Owners;
  readonly #views: mongo.Collection<ViewDocument>;
  readonly #known = new Map<string, StoredGeneration>();

  constructor(connection: MongoConnection, owners: Owners) {
    this.#db = connection.writes;
    this.#owners = owners;
    this.#views = connection.writes.collection<ViewDocument>('views');
  }

  /** As it was when it was last read: whether it is there still, `holds` tells. */
  async find(ref: ViewRef): Promise<StoredGeneration> {
    const known = this.#known.get(nameOf(ref));
    if (known) return known;
    const view = await this.#views.findOne({ _id: ref.view });
    const entry = view?.generations.find(({ generation }) => generation === ref.generation);
    if (!entry) throw new UnknownGeneration(ref);
    return this.#remember(describe(entry.id, ref, JSON.parse(entry.schema) as ViewSchema));
  }

  /**
   * Whether the generation has not been dropped. Asked after a question that was answered with nothing: what a dropped
   * generation held, it may no longer.
   */
  async holds({ id, ref }: StoredGeneration, session?: mongo.ClientSession): Promise<boolean> {
    const options = { projection: { _id: 1 }, ...(session && { session }) };
    return (await this.#views.findOne({ _id: ref.view, 'generations.id': id }, options)) !== null;
  }

  forget(ref: ViewRef): void {
    this.#known.delete(nameOf(ref));
  }

  async state(view: string): Promise<ViewState> {
    const { active, previous, generations } = (await this.#views.findOne({ _id: view })) ?? emptyView(view);
    const sorted = generations.toSorted((a, b) => a.generation - b.generation);
    const takers = sorted.flatMap(({ generation, taken }): [number, TakenOver][] => {
      if (!taken) return [];
      const { elder: _, ...of } = taken;
      return [[generation, of]];
    });
    return {
      view,
      ...(active !== undefined && { active }),
      ...(previous !== undefined && { previous }),
      generations: sorted.map(({ generation }) => generation),
      schemas: Object.fromEntries(
        sorted.map(({ generation, schema }) => [generation, JSON.parse(schema) as ViewSchema]),
      ),
      ...(takers.length > 0 && { taken: Object.fromEntries(takers) }),
    };
  }

  /**
   * Collections are made under a name that nobody else knows, and are given to others once they and their indexes are
   * complete. So no index is ever built behind a writer, and of two processes that make the same generation at once, one
   * finds the other's and removes its own. What a new one is to take over is noted with it: nobody meets the one without
   * the other. Resolves to what is noted of the one that is there.
   */
  async ensure(
    ref: ViewRef,
    schema: ViewSchema,
    taken?: StoredTakenOver,
  ): Promise<StoredTakenOver | undefined> {
    const text = canonical(schema);
    // Refused before anything is made.
    describe('0', ref, schema);
    await this.#removeDropped(ref.view, { quietly: true });
    for (;;) {
      const view = await this.#views.findOne({ _id: ref.view });
      const entry = view?.generations.find(({ generation }) => generation === ref.generation);
      if (entry) {
        if (entry.schema !== text) throw new SchemaMismatch(ref);
        this.#remember(describe(entry.id, ref, JSON.parse(text) as ViewSchema));
        return entry.taken;
      }
      await this.#make(ref, { schema: text, ...(taken && { taken }) });
    }
  }

  /** Readers are given the generation from the moment on at which one document is replaced. */
  async activate(ref: ViewRef): Promise<void> {
    const { view, generation } = ref;
    await this.#change(view, (before) => {
      if (!before.generations.some((entry) => entry.generation === generation)) {
        throw new UnknownGeneration(ref);
      }
      const { active, previous: _, ...rest } = before;
      if (active === generation) return undefined;
      // What is younger than both is still being filled.
      const youngest = Math.max(generation, active ?? 0);
      const stays = (entry: Named) =>
        entry.generation >= youngest || entry.generation === generation || entry.generation === active;
      return {
        ...without(rest, (entry) => !stays(entry)),
        active: generation,
        ...(active !== undefined && { previous: active }),
      };
    });
    await this.#removeDropped(view, { quietly: true });
  }

  async drop({ view, generation }: ViewRef): Promise<void> {
    await this.#change(view, (before) => {
      const { active, previous, ...rest } = before;
      if (!before.generations.some((entry) => entry.generation === generation)) return undefined;
      return {
        ...without(rest, (entry) => entry.generation === generation),
        ...(active !== undefined && active !== generation && { active }),
        ...(previous !== undefined && previous !== generation && active !== generation && { previous }),
      };
    });
    await this.#removeDropped(view);
  }

  /** What was to be taken over has been copied, unless the generation it was copied from has been dropped meanwhile. */
  async completeTakeOver(ref: ViewRef, { from, elder }: StoredTakenOver): Promise<void> {
    await this.#change(ref.view, (before) => {
      const own = before.generations.find(({ generation }) => generation === ref.generation);
      if (own?.taken?.complete) return undefined;
      if (own?.taken?.elder !== elder) throw new UnknownGeneration(ref);
      if (!before.generations.some(({ id }) => id === elder)) {
        throw new UnknownGeneration({ view: ref.view, generation: from });
      }
      const completed = { ...own, taken: { ...own.taken, complete: true } };
      return {
        ...before,
        generations: before.generations.map((entry) => (entry === own ? completed : entry)),
      };
    });
  }

  async #make(ref: ViewRef, made: Pick<Entry, 'schema' | 'taken'>): Promise<void> {
    const { view, generation } = ref;
    const id = randomBytes(5).toString('hex');
    await this.#change(view, (before) => ({
      ...before,
      making: [...before.making, { generation, id, since: new Date() }],
    }));
    for (const { name, indexes } of plannedCollections(
      describe(id, ref, JSON.parse(made.schema) as ViewSchema),
    )) {
      await this.#db.createCollection(name);
      if (indexes.length > 0) await this.#db.collection(name).createIndexes([...indexes]);
    }
    await this.#change(view, (before) => {
      if (!before.making.some((entry) => entry.id === id)) return undefined;
      const making = before.making.filter((entry) => entry.id !== id);
      const isThere = before.generations.some((entry) => entry.generation === generation);
      return isThere
        ? { ...before, making, dropped: [...before.dropped, { generation, id }] }
        : { ...before, making, generations: [...before.generations, { generation, id, ...made }] };
    });
    await this.#removeDropped(view, { quietly: true });
  }

  /** Removes collections that nobody uses any more. What cannot be removed now is removed at the next occasion. */
  async #removeDropped(view: string, { quietly = false } = {}): Promise<void> {
    try {
      const abandoned = ({ since }: { readonly since: Date }) => Date.now() - since.getTime() > makingMs;
      const { dropped } = await this.#change(view, (before) => {
        const left = before.making.filter(abandoned).map(({ generation, id }) => ({ generation, id }));
        if (left.length === 0) return undefined;
        const making = before.making.filter((entry) => !abandoned(entry));
        return { ...before, making, dropped: [...before.dropped, ...left] };
      });
      for (const { generation, id } of dropped) {
        // A transaction that somebody has left open would keep a collection from being removed.
        await this.#owners.release(id);
        await this.#removeCollections(baseName({ view, generation }, id));
        await this.#change(view, (before) => {
          const left = before.dropped.filter((entry) => entry.id !== id);
          return left.length < before.dropped.length ? { ...before, dropped: left } : undefined;
        });
      }
    } catch (error) {
      if (!quietly) throw error;
    }
  }

  /** Looks again until there is none: a list that is read while others remove may lack what is still there. */
  async #removeCollections(base: string): Promise<void> {
    for (;;) {
      const all = await this.#db.listCollections({}, { nameOnly: true }).toArray();
      const left = all.filter(({ name }) => name.startsWith(base));
      if (left.length === 0) return;
      for (const { name } of left) await this.#db.dropCollection(name);
    }
  }

  /**
   * Applies a change to the view as it is; again, when another process has changed it meanwhile. Resolves to what is
   * stored then.
   */
  async #change(
    view: string,
    change: (before: ViewDocument) => ViewDocument | undefined,
  ): Promise<ViewDocument> {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const stored = await this.#views.findOne({ _id: view });
      const before = stored ?? emptyView(view);
      const changed = change(before);
      if (!changed) return before;
      const after = { ...changed, revision: before.revision + 1 };
      if (await this.#replace(stored, after)) return after;
      await pause(Math.random() * 20);
    }
    throw new Error(`the view ${view} is being changed by others all the time`);
  }

  async #replace(before: ViewDocument | null, after: ViewDocument): Promise<boolean> {
    if (before) {
      const { _id, revision } = before;
      return (await this.#views.replaceOne({ _id, revision }, after)).matchedCount === 1;
    }
    try {
      await this.#views.insertOne(after);
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  }

  #remember(generation: StoredGeneration): StoredGeneration {
    const name = nameOf(generation.ref);
    const known = this.#known.get(name);
    if (known?.id === generation.id) return known;
    this.#known.set(name, generation);
    return generation;
  }
}

function emptyView(view: string): ViewDocument {
  return { _id: view, revision: 0, generations: [], making: [], dropped: [] };
}

function without(view: ViewDocument, leaves: (entry: Named) => boolean): ViewDocument {
  return {
    ...view,
    generations: view.generations.filter((entry) => !leaves(entry)),
    dropped: [
      ...view.dropped,
      ...view.generations.filter(leaves).map(({ generation, id }) => ({ generation, id })),
    ],
  };
}

function nameOf({ view, generation }: ViewRef): string {
  return `${view}/${generation}`;
}
