import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { EventBus } from '@linli/event-bus';
import { setTimeout as pause } from 'node:timers/promises';
import type { ConformingDocumentStore } from '../src/conformance/index.ts';
import type { CollectionProjection, Projection } from '../src/projection.ts';
import { viewReader } from '../src/reader/view-reader.ts';
import { runProjection } from '../src/runner/run-projection.ts';
import type { ProjectionRunner } from '../src/runner/types.ts';
import { absorbed, type LivingCity, livingCity, until } from './living-city.ts';
import { expectLatestToEqual } from './plain-fold.ts';
import { sampleBoard, type Said } from './sample-board.ts';

/** A view whose answer tells which version made it. */
function marked(version: number): Projection {
  const latest: CollectionProjection<{ by: number; n: number }> = {
    name: 'latest',
    fields: {},
    indexes: [],
    keys: () => ['all'],
    evolve: (_, event) => ({ by: version, n: (event.data as Said).n }),
    index: () => ({}),
  };
  return {
    view: 'marked',
    version,
    contexts: ['incidents'],
    collections: [latest as CollectionProjection<never>],
  };
}

/** Generations of a view beside each other, on any engine. */
export function viewGenerations(engine: ConformingDocumentStore): void {
  describe('a view', () => {
    let city: LivingCity;
    const runners: ProjectionRunner[] = [];

    async function run(projection: Projection, batchSize = 200): Promise<ProjectionRunner> {
      const runner = await runProjection({ ...city, projection, batchSize, commitSize: 50 });
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

    /** The bus, which cannot deliver to the follower of one generation. */
    function failingFor(generation: number): EventBus {
      return {
        subscribe: (subscriber) =>
          city.bus.subscribe(
            subscriber.group.endsWith(`.${generation}`)
              ? {
                  ...subscriber,
                  startAfter: (source) => subscriber.startAfter(source),
                  handle: () => Promise.reject(new Error('the bus is down')),
                }
              : subscriber,
          ),
        upcast: (event) => city.bus.upcast(event),
        close: () => city.bus.close(),
      };
    }

    const answer = async () => {
      const at = await viewReader(city.documents, marked(1)).at();
      const [facet] = await at.get<{ by: number; n: number }>('latest', 'all');
      return { generation: at.generation, ...facet?.body };
    };

    test('is rebuilt under live traffic, document for document as it was built, and readers never go back', async () => {
      const contexts = ['incidents', 'residents'] as const;
      const runner = await run(sampleBoard('board', contexts));
      await fill(300);
      await fill(100, 'residents');
      let writing = true;
      const traffic = (async () => {
        for (let n = 0; writing; n += 1) {
          await city.say(`live-${n % 5}`, { n }, n % 3 === 0 ? 'residents' : 'incidents');
          // An append in memory takes no time at all, and nothing catches up with that.
          await pause(1);
        }
      })();
      const seen: number[][] = [];
      const reader = viewReader(city.documents, sampleBoard('board', contexts), { runner });
      const watching = (async () => {
        while (writing) {
          const { positions, generation } = await reader.at();
          seen.push([generation, positions['incidents'] ?? 0, positions['residents'] ?? 0]);
        }
      })();
      const switched = new Promise((resolve) => runner.onSwitched(resolve));
      const generation = await runner.rebuild();
      expect(await switched).toEqual({ from: 1, to: 2 });
      await runner.rebuilt();
      const after = await city.say('last', { n: 1 });
      expect(await runner.waitFor('incidents', after, 30_000)).toBe(true);
      writing = false;
      await Promise.all([traffic, watching]);
      await absorbed(runner, city);
      expect(runner.state()).toMatchObject({ generation: 2, previous: 1 });
      for (let n = 1; n < seen.length; n += 1) {
        for (const place of [0, 1, 2]) {
          expect(seen[n]?.[place]).toBeGreaterThanOrEqual(seen[n - 1]?.[place] ?? 0);
        }
      }
      const logs = { incidents: await city.events(), residents: await city.events('residents') };
      await expectLatestToEqual(city.documents, { view: 'board', generation }, logs);
      expect(generation).toBe(2);
      await spotCheck(logs.incidents.length);
    });

    /** The generation before stands still where it was left: up to there both answer alike. */
    async function spotCheck(head: number): Promise<void> {
      const stopped = await city.documents.checkpoints({ view: 'board', generation: 1 });
      const asOf = Object.fromEntries(stopped.map(({ source, position }) => [source, position]));
      expect(asOf['incidents']).toBeLessThanOrEqual(head);
      for (const collection of ['lines', 'threads', 'tallies']) {
        const [before, after] = await Promise.all(
          [1, 2].map((generation) =>
            city.documents.find({ view: 'board', generation }, collection, { limit: 100_000, asOf }),
          ),
        );
        expect(after).toEqual(before);
      }
    }

    test('of a new version fills beside the one readers have, and takes its place by itself', async () => {
      await fill(120);
      const first = await run(marked(1));
      await absorbed(first, city);
      await first.close();
      await city.say('s', { n: 999 });
      const second = await run(marked(2));
      await until(() => second.state().generation === 2);
      await absorbed(second, city);
      expect(await answer()).toEqual({ generation: 2, by: 2, n: 999 });
      expect(second.ready()).toBe(true);
      expect(second.state()).toMatchObject({ version: 2, generation: 2, previous: 1 });
      expect(second.state().stale).toBeUndefined();
    });

    test('of a changed schema is rebuilt though its version was not raised', async () => {
      await fill(10);
      const first = await run(marked(1));
      await absorbed(first, city);
      await first.close();
      const { collections, ...rest } = marked(1);
      const indexed = {
        ...collections[0],
        fields: { n: 'integer' },
        indexes: [['n']],
        index: (body: { n: number }) => ({ n: body.n }),
      };
      const second = await run({ ...rest, collections: [indexed as unknown as CollectionProjection<never>] });
      await until(() => second.state().generation === 2);
      expect((await viewReader(city.documents, rest).at()).generation).toBe(2);
    });

    test('says that it is stale, and is not ready, while readers have a generation this version does not feed', async () => {
      await fill(20);
      const first = await run(marked(1));
      await absorbed(first, city);
      await first.close();
      const failing = failingFor(2);
      const second = await runProjection({ ...city, bus: failing, projection: marked(2) });
      runners.push(second);
      await until(() => second.state().rebuild?.failure !== undefined);
      expect(second.state()).toMatchObject({
        generation: 1,
        stale: { generation: 1, version: 1 },
        rebuild: { generation: 2, position: 0, failure: 'the bus is down' },
      });
      expect(second.ready()).toBe(false);
      expect((await answer()).by).toBe(1);
    });

    test('of which a rebuild was left unfinished goes on with it after a restart', async () => {
      await fill(60);
      const first = await run(marked(1));
      await absorbed(first, city);
      await first.close();
      await city.documents.ensure(
        { view: 'marked', generation: 2 },
        (await city.documents.state('marked')).schemas?.[1] as never,
      );
      const again = await run(marked(1));
      await again.rebuilt();
      expect(again.state()).toMatchObject({ generation: 2, previous: 1 });
      expect(again.state().rebuild).toBeUndefined();
    });

    test('is returned to the generation before, which is brought up to date first', async () => {
      await fill(30);
      const runner = await run(marked(1));
      await absorbed(runner, city);
      await runner.rebuild();
      await runner.rebuilt();
      const position = await city.say('s', { n: 555 });
      await runner.waitFor('incidents', position, 30_000);
      await runner.rollBack();
      await runner.rebuilt();
      expect(runner.state()).toMatchObject({ generation: 1, previous: 2 });
      expect(await answer()).toEqual({ generation: 1, by: 1, n: 555 });
      await city.say('s', { n: 556 });
      await absorbed(runner, city);
      expect(await answer()).toEqual({ generation: 1, by: 1, n: 556 });
    });

    test('is returned to another version as it stands, and stays there over a restart until that code is back', async () => {
      await fill(30);
      const first = await run(marked(1));
      await absorbed(first, city);
      await first.close();
      const second = await run(marked(2));
      await until(() => second.state().generation === 2);
      await city.say('s', { n: 777 });
      await absorbed(second, city);
      await second.rollBack();
      expect(await answer()).toEqual({ generation: 1, by: 1, n: 29 });
      expect(second.state()).toMatchObject({ generation: 1, stale: { version: 1 } });
      // It had caught up, and readers are served what stands there.
      expect(second.ready()).toBe(true);
      await second.close();

      const restarted = await run(marked(2));
      expect(restarted.state()).toMatchObject({ generation: 1, stale: { version: 1 } });
      expect(restarted.state().rebuild).toBeUndefined();
      await restarted.close();

      const older = await run(marked(1));
      await absorbed(older, city);
      expect(await answer()).toEqual({ generation: 1, by: 1, n: 777 });
      expect(older.state().stale).toBeUndefined();
      await older.close();

      const third = await run(marked(3));
      await until(() => third.state().generation === 3);
      expect(await answer()).toEqual({ generation: 3, by: 3, n: 777 });
    });

    test('is not ready once it is returned to another version that holds no document', async () => {
      const first = await run(marked(1));
      await until(() => first.ready());
      await first.close();
      const second = await run(marked(2));
      await until(() => second.state().generation === 2);
      await fill(3);
      await absorbed(second, city);
      await until(() => second.ready());
      await second.rollBack();
      expect(second.state()).toMatchObject({ generation: 1, stale: { version: 1 } });
      expect(second.ready()).toBe(false);
    });

    test('whose rebuild is given up keeps what readers have, and nothing of the rebuild', async () => {
      await fill(30);
      const runner = await runProjection({ ...city, bus: failingFor(2), projection: marked(1) });
      runners.push(runner);
      await absorbed(runner, city);
      const [generation, joined] = await Promise.all([runner.rebuild(), runner.rebuild()]);
      expect([generation, joined]).toEqual([2, 2]);
      await until(() => runner.state().rebuild?.failure !== undefined);
      await runner.rollBack();
      await runner.rebuilt();
      expect(runner.state().rebuild).toBeUndefined();
      expect((await city.documents.state('marked')).generations).toEqual([1]);
      await city.say('s', { n: 42 });
      await absorbed(runner, city);
      expect(await answer()).toEqual({ generation: 1, by: 1, n: 42 });
    });

    test('that was never switched has nothing to return to, and says so', async () => {
      const runner = await run(marked(1));
      await expect(runner.rollBack()).rejects.toThrow('no generation to return to');
    });
  });
}
