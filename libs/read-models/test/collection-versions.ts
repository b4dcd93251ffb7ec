import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { EventBus } from '@linli/event-bus';
import type { ConformingDocumentStore } from '../src/conformance/index.ts';
import type { DocumentStore } from '../src/document-store.ts';
import type { Projection } from '../src/projection.ts';
import { runProjection } from '../src/runner/run-projection.ts';
import type { ProjectionRunner, RunProjectionOptions } from '../src/runner/types.ts';
import { broken } from './faulty-store.ts';
import { absorbed, type LivingCity, livingCity, until } from './living-city.ts';
import { expectLatestToEqual } from './plain-fold.ts';
import { retallied } from './sample-board.ts';

const names = ['lines', 'threads', 'tallies'];

/** One collection of a view folded anew, its neighbours taken over, on any engine. */
export function collectionVersions(engine: ConformingDocumentStore): void {
  describe('a view of which one collection has a new version', () => {
    let city: LivingCity;
    const runners: ProjectionRunner[] = [];

    async function run(
      projection: Projection,
      options: Partial<RunProjectionOptions> = {},
    ): Promise<ProjectionRunner> {
      const runner = await runProjection({ ...city, projection, batchSize: 50, commitSize: 20, ...options });
      runners.push(runner);
      return runner;
    }

    beforeEach(async () => {
      city = await livingCity({ engine });
    });

    afterEach(async () => {
      await Promise.all(runners.splice(0).map((runner) => runner.close()));
      await city.close();
    });

    async function fill(count: number, context: 'incidents' | 'residents' = 'incidents'): Promise<void> {
      for (let n = 0; n < count; n += 1) await city.say(`s${n % 7}`, { n, closes: n % 13 === 0 }, context);
    }

    /** Fills generation 1 as the version before did, and stops. */
    async function filled(): Promise<void> {
      await fill(200);
      await fill(60, 'residents');
      const first = await run(retallied(1));
      await absorbed(first, city);
      await first.close();
    }

    /** A projection that notes which events its neighbours of `tallies` were asked about, by source and position. */
    function watched(version: number): { projection: Projection; asked: [string, number][] } {
      const asked: [string, number][] = [];
      const projection = retallied(version);
      const collections = projection.collections.map((collection) => {
        if (collection.name === 'tallies') return collection;
        return {
          ...collection,
          keys(event: never) {
            asked.push([collection.name, (event as { position: number }).position]);
            return collection.keys(event);
          },
          evolve(...args: Parameters<typeof collection.evolve>) {
            asked.push([collection.name, args[1].position]);
            return collection.evolve(...args);
          },
        };
      });
      return { projection: { ...projection, collections }, asked };
    }

    /** Documents and history of a generation, at positions of each source. */
    async function contents(generation: number, store: DocumentStore = city.documents): Promise<unknown> {
      const ref = { view: 'board', generation };
      const heads = {
        incidents: await city.logs.incidents.head(),
        residents: await city.logs.residents.head(),
      };
      const answers: unknown[] = [];
      for (const name of names) {
        for (let at = 0; at <= heads.incidents; at += 9) {
          const asOf = { incidents: at, residents: Math.min(at, heads.residents) };
          answers.push(await store.find(ref, name, { limit: 10_000, asOf }));
        }
        answers.push(await store.find(ref, name, { limit: 10_000 }));
      }
      for (const event of (await city.events()).filter((_, n) => n % 20 === 0)) {
        answers.push(await store.positionAt(ref, 'incidents', event.recordedAt));
        answers.push(await store.momentAt(ref, 'incidents', event.position));
      }
      return answers;
    }

    /** Everything folded anew, beside it, by the same code. */
    async function expectToEqualARebuild(runner: ProjectionRunner): Promise<void> {
      await absorbed(runner, city);
      const { generation } = runner.state();
      const rebuilt = await runner.rebuild();
      await runner.rebuilt();
      await absorbed(runner, city);
      expect(runner.state().generation).toBe(rebuilt);
      // The elder one stands where the switch left it.
      const stood = await city.documents.checkpoints({ view: 'board', generation });
      const now = await city.documents.checkpoints({ view: 'board', generation: rebuilt });
      expect(now).toEqual(stood);
      expect(await contents(rebuilt)).toEqual(await contents(generation));
    }

    test('folds that one alone, and comes out as a rebuild does, document for document with their history', async () => {
      await filled();
      const { projection, asked } = watched(2);
      const second = await run(projection);
      await until(() => second.state().generation === 2);
      await absorbed(second, city);
      expect(asked).toEqual([]);
      expect((await city.documents.state('board')).taken?.[2]).toEqual({
        from: 1,
        collections: ['lines', 'threads'],
        positions: { incidents: 200, residents: 60 },
        complete: true,
      });
      await city.say('s1', { n: 3 });
      await city.say('s1', { n: 4, closes: true });
      await absorbed(second, city);
      expect([...new Set(asked.map(([, position]) => position))]).toEqual([201, 202]);
      const ref = { view: 'board', generation: 2 };
      const [all] = await city.documents.get(ref, 'tallies', 'all');
      expect(all?.body).toMatchObject({ by: 2 });
      await expectToEqualARebuild(second);
    });

    test('does so under live traffic, while another process of the version before goes on', async () => {
      await filled();
      const elder = await run(retallied(1));
      let writing = true;
      const traffic = (async () => {
        for (let n = 0; writing; n += 1) {
          const context = n % 3 === 0 ? 'residents' : 'incidents';
          // As fast as the elder generation takes it: an append in memory takes no time at all.
          const position = await city.say(`s${n % 7}`, { n, closes: n % 11 === 0 }, context);
          await elder.waitFor(context, position, 30_000);
        }
      })();
      const { projection, asked } = watched(2);
      const [second, third] = await Promise.all([run(projection), run(retallied(2))]);
      await until(() => [second, third].some((runner) => runner.state().generation === 2));
      const { positions = {} } = (await city.documents.state('board')).taken?.[2] ?? {};
      writing = false;
      await traffic;
      await elder.close();
      await until(() => [second, third].every((runner) => runner.state().generation === 2));
      await third.close();
      expect(positions['incidents']).toBeGreaterThanOrEqual(200);
      const least = Math.min(...Object.values(positions));
      expect(asked.every(([, position]) => position > least)).toBe(true);
      await expectToEqualARebuild(second);
    });

    test('goes on with a take-over that was cut off, and takes nothing twice', async () => {
      await filled();
      const documents = broken((store) => ({
        commit: (commit) =>
          commit.ref.generation === 2 && commit.to > 100
            ? Promise.reject(new Error('the process has died'))
            : store.commit(commit),
      }))(city.documents);
      const dying = await run(retallied(2), { documents });
      await until(() => dying.state().rebuild?.failure === 'the process has died');
      await dying.close();
      expect((await city.documents.checkpoints({ view: 'board', generation: 2 }))[0]).toMatchObject({
        source: 'incidents',
        position: 100,
      });
      await fill(30);
      const { projection, asked } = watched(2);
      const second = await run(projection);
      await until(() => second.state().generation === 2);
      expect(asked.every(([, position]) => position > 60)).toBe(true);
      expect((await city.documents.state('board')).taken?.[2]?.positions).toEqual({
        incidents: 200,
        residents: 60,
      });
      await expectToEqualARebuild(second);
    });

    test('is refolded whole while anything is parked, or when its own version is another', async () => {
      await filled();
      const elder = await run(retallied(1));
      await city.say('poisoned', { n: 7, poison: true });
      await absorbed(elder, city);
      await elder.close();
      const second = await run(retallied(2));
      await until(() => second.state().generation === 2);
      expect((await city.documents.state('board')).taken).toBeUndefined();
      expect(second.state().parked).toBe(1);
      await second.discardParked('poisoned');
      await second.close();
      const third = await run({ ...retallied(3), version: 2 });
      await until(() => third.state().generation === 3);
      await absorbed(third, city);
      expect((await city.documents.state('board')).taken).toBeUndefined();
    });

    test('is not refolded at all when the version that is stated is the one it has', async () => {
      await filled();
      const again = await run({
        ...retallied(1),
        collections: retallied(1).collections.map((collection) => ({ ...collection, version: 1 })),
      });
      expect(again.state()).toMatchObject({ generation: 1 });
      expect(again.state().rebuild).toBeUndefined();
      await expectLatestToEqual(
        city.documents,
        { view: 'board', generation: 1 },
        { incidents: await city.events(), residents: await city.events('residents') },
      );
    });

    test('has a neighbour with another index refolded too, and one that is new, and forgets one that is gone', async () => {
      await filled();
      const [lines, threads, tallies] = retallied(1).collections as Projection['collections'][number][];
      const changed: Projection = {
        ...retallied(1),
        collections: [
          { ...(threads as NonNullable<typeof threads>), indexes: [['last', 'position']] },
          lines as NonNullable<typeof lines>,
          { ...(tallies as NonNullable<typeof tallies>), name: 'sums' },
        ],
      };
      const second = await run(changed);
      await until(() => second.state().generation === 2);
      expect((await city.documents.state('board')).taken?.[2]?.collections).toEqual(['lines']);
      const [before, after] = await Promise.all(
        [
          [1, 'tallies'],
          [2, 'sums'],
        ].map(([generation, name]) =>
          city.documents.find({ view: 'board', generation: Number(generation) }, String(name), { limit: 99 }),
        ),
      );
      expect(after).toEqual(before);
    });

    test('may be given up before it is switched to, and begun again', async () => {
      await filled();
      const stuck: EventBus = {
        ...city.bus,
        subscribe: (subscriber) =>
          city.bus.subscribe({
            ...subscriber,
            startAfter: (source) => subscriber.startAfter(source),
            handle: () => Promise.reject(new Error('the bus is down')),
          }),
      };
      const second = await run(retallied(2), { bus: stuck });
      await second.rollBack();
      expect((await city.documents.state('board')).generations).toEqual([1]);
      await second.close();
      const third = await run(retallied(2));
      await until(() => third.state().generation === 2);
      await expectToEqualARebuild(third);
    });
  });
}
