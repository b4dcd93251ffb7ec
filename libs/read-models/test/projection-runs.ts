import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { EventBus } from '@linli/event-bus';
import { StoreUnavailable } from '@linli/event-sourcing';
import type { ConformingDocumentStore } from '../src/conformance/index.ts';
import type { DocumentStore } from '../src/document-store.ts';
import { FoldMemory } from '../src/runner/fold-memory.ts';
import { runProjection } from '../src/runner/run-projection.ts';
import type { Committed, ProjectionRunner, RunProjectionOptions } from '../src/runner/types.ts';
import { broken } from './faulty-store.ts';
import { absorbed, fact, type LivingCity, livingCity, until } from './living-city.ts';
import { expectToEqual } from './plain-fold.ts';
import { sampleBoard } from './sample-board.ts';

const ref = { view: 'board', generation: 1 };

/** What a projection promises on any engine. */
export function projectionRuns(engine: ConformingDocumentStore): void {
  describe('a projection', () => {
    let city: LivingCity;
    const runners: ProjectionRunner[] = [];

    async function run(options: Partial<RunProjectionOptions> = {}): Promise<ProjectionRunner> {
      const projection = sampleBoard('board', ['incidents', 'residents']);
      const runner = await runProjection({ ...city, projection, ...options });
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

    test('equals the fold of two logs, at every position of each', async () => {
      const runner = await run({ batchSize: 7, commitSize: 3, memory: new FoldMemory(2_000) });
      for (let n = 0; n < 60; n += 1) {
        await city.say(`s${n % 4}`, { n, closes: n % 9 === 0 }, n % 3 === 0 ? 'residents' : 'incidents');
      }
      await absorbed(runner, city);
      await expectToEqual(city.documents, ref, {
        incidents: await city.events(),
        residents: await city.events('residents'),
      });
    });

    test('tells each stored batch once and in order, with the versions it made', async () => {
      const told: Committed[] = [];
      const runner = await run({ batchSize: 10, commitSize: 4 });
      const stop = runner.onCommitted((committed) => told.push(committed));
      for (let n = 1; n < 50; n += 1) await city.say('s', { n });
      await absorbed(runner, city);
      let position = 0;
      for (const { source, from, to, versions, generation, late } of told) {
        expect([source, generation, late]).toEqual(['incidents', 1, false]);
        expect(from).toBe(position);
        expect(versions.every((version) => version.position > from && version.position <= to)).toBe(true);
        position = to;
      }
      expect(position).toBe(49);
      const lines = told.flatMap(({ versions }) =>
        versions.filter(({ collection }) => collection === 'lines'),
      );
      expect(lines.map((version) => version.position)).toEqual(Array.from({ length: 49 }, (_, n) => n + 1));
      stop();
      await city.say('s', { n: 50 });
      await absorbed(runner, city);
      expect(told.at(-1)?.to).toBe(49);
    });

    test('goes on when a listener throws, and the other listeners are told', async () => {
      const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
      const runner = await run();
      const told: number[] = [];
      runner.onCommitted(() => {
        throw new Error('the screen is gone');
      });
      runner.onCommitted(({ to }) => told.push(to));
      await city.say('s', { n: 1 });
      await absorbed(runner, city);
      await until(() => told.length > 0);
      expect(told).toEqual([1]);
      expect(warned.mock.calls).toMatchObject([[{ message: 'the screen is gone' }]]);
      warned.mockRestore();
    });

    test('is ready once it has caught up, and not before', async () => {
      const now = Date.now();
      for (let n = 0; n < 5; n += 1) await city.say('s', { n });
      let open: () => void = () => undefined;
      const gate = new Promise<void>((resolve) => {
        open = resolve;
      });
      const slow = new Proxy(city.documents, {
        get(target, name) {
          if (name === 'commit') return (commit: never) => gate.then(() => target.commit(commit));
          const member = Reflect.get(target, name) as unknown;
          return typeof member === 'function' ? member.bind(target) : member;
        },
      });
      const runner = await run({ documents: slow, now: () => now + 60_000, maxLagMs: 1_000 });
      await until(() => runner.state().sources.some(({ lagMs }) => lagMs > 50_000));
      expect(runner.ready()).toBe(false);
      open();
      await absorbed(runner, city);
      await until(() => runner.ready());
      expect(runner.state()).toMatchObject({ view: 'board', version: 1, generation: 1, parked: 0 });
      expect(runner.state().sources).toMatchObject([
        { source: 'incidents', position: 5, head: 5, lagMs: 0 },
        { source: 'residents', position: 0, head: 0, lagMs: 0 },
      ]);
    });

    test('stays ready when a store cannot write or its bus is gone, and is not while the store cannot be read', async () => {
      let fault: 'read' | 'write' | undefined;
      let bus: 'up' | 'down' | 'stuck' = 'up';
      const documents = broken((store) => ({
        commit: (commit) =>
          fault === undefined
            ? store.commit(commit)
            : Promise.reject(new StoreUnavailable('full', 'no space')),
        checkpoints: (of) =>
          fault === 'read'
            ? Promise.reject(new StoreUnavailable('broken', 'no answer'))
            : store.checkpoints(of),
      }))(city.documents);
      const failing: EventBus = {
        ...city.bus,
        subscribe: async (subscriber) => {
          const subscription = await city.bus.subscribe(subscriber);
          const failure = () => ({
            message: 'gone',
            attempts: 1,
            ...(bus === 'stuck' && { stuck: true as const }),
          });
          return {
            close: () => subscription.close(),
            state: () =>
              subscription
                .state()
                .map((each) => (bus === 'up' ? each : { ...each, aliveAt: 1, failure: failure() })),
          };
        },
      };
      const runner = await run({ documents, bus: failing, maxLagMs: 1_000 });
      await city.say('s', { n: 1 });
      await absorbed(runner, city);
      await until(() => runner.ready());
      fault = 'write';
      await city.say('s', { n: 2 });
      await until(() => (runner.state().sources[0]?.failure?.attempts ?? 0) > 1);
      expect(runner.ready()).toBe(true);
      fault = 'read';
      await until(() => !runner.ready());
      fault = undefined;
      await absorbed(runner, city);
      expect(runner.ready()).toBe(true);
      bus = 'down';
      expect(runner.state().sources[0]?.failure?.message).toBe('gone');
      expect(runner.ready()).toBe(true);
      bus = 'stuck';
      expect(runner.ready()).toBe(false);
    });

    test('is ready though nobody asked while it was caught up', async () => {
      await city.say('s', { n: 1 });
      let down = false;
      const failing: EventBus = {
        ...city.bus,
        subscribe: async (subscriber) => {
          const subscription = await city.bus.subscribe(subscriber);
          const failure = { message: 'gone', attempts: 1 };
          return {
            close: () => subscription.close(),
            state: () => subscription.state().map((each) => (down ? { ...each, failure } : each)),
          };
        },
      };
      const projection = sampleBoard('board', ['incidents']);
      const runner = await run({ bus: failing, projection });
      await absorbed(runner, city);
      down = true;
      expect(runner.ready()).toBe(true);
    });

    test('shows a store that cannot write as its failure, and loses nothing', async () => {
      let full = true;
      const documents: DocumentStore = new Proxy(city.documents, {
        get(target, name) {
          if (name === 'commit') {
            return (commit: never) =>
              full ? Promise.reject(new StoreUnavailable('full', 'no space left')) : target.commit(commit);
          }
          const member = Reflect.get(target, name) as unknown;
          return typeof member === 'function' ? member.bind(target) : member;
        },
      });
      const runner = await run({ documents });
      await city.say('s', { n: 1 });
      await until(() => (runner.state().sources[0]?.failure?.attempts ?? 0) > 1);
      expect(runner.state().sources[0]?.failure?.message).toBe('no space left');
      expect(runner.ready()).toBe(false);
      full = false;
      await city.say('s', { n: 2 });
      await absorbed(runner, city);
      await until(() => runner.ready());
      await expectToEqual(city.documents, ref, { incidents: await city.events(), residents: [] });
    });

    test('lets a caller wait for a position, and tells when the time is over', async () => {
      const runner = await run();
      const waiting = runner.waitFor('incidents', 2, 30_000);
      await city.say('s', { n: 1 });
      await city.say('s', { n: 2 });
      expect(await waiting).toBe(true);
      expect(await runner.waitFor('incidents', 2, 0)).toBe(true);
      expect(await runner.waitFor('incidents', 3, 5)).toBe(false);
      expect(await runner.waitFor('finance', 1, 5)).toBe(false);
    });

    test('goes on behind what it had stored when it is started again', async () => {
      const first = await run();
      for (let n = 0; n < 20; n += 1) await city.say('s', { n });
      await absorbed(first, city);
      await first.close();
      for (let n = 20; n < 40; n += 1) await city.say('s', { n });
      const told: number[] = [];
      const second = await run();
      second.onCommitted(({ from }) => told.push(from));
      await absorbed(second, city);
      expect(told.every((from) => from >= 20)).toBe(true);
      await expectToEqual(city.documents, ref, { incidents: await city.events(), residents: [] });
    });

    test('of some event types moves its checkpoint past the others', async () => {
      const projection = { ...sampleBoard('board', ['incidents']), types: ['Closed'] };
      const runner = await run({ projection });
      for (let n = 0; n < 30; n += 1) await city.say('s', { n, closes: n === 12 });
      expect(await runner.waitFor('incidents', 30, 30_000)).toBe(true);
      await until(async () => (await city.documents.checkpoints(ref))[0]?.position === 30);
      expect(
        (await city.documents.find(ref, 'lines', { limit: 99 })).map(({ position }) => position),
      ).toEqual([13]);
    });

    test('shared by two owners comes out as by one, and both are told how far it is', async () => {
      const [one, two] = [
        await run({ batchSize: 5, commitSize: 2 }),
        await run({ batchSize: 9, commitSize: 4 }),
      ];
      for (let n = 0; n < 80; n += 1) {
        await city.logs.incidents.append(`s${n % 5}`, [fact({ n, closes: n % 11 === 0 })], 'any');
      }
      await absorbed(one, city);
      await absorbed(two, city);
      await expectToEqual(city.documents, ref, { incidents: await city.events(), residents: [] });
    });

    test('that is closed stores what it has in hand and answers those who wait', async () => {
      const runner = await run();
      await city.say('s', { n: 1 });
      await absorbed(runner, city);
      const waiting = runner.waitFor('incidents', 99, 60_000);
      await runner.close();
      expect(await waiting).toBe(false);
      await expect(runner.rebuild()).rejects.toThrow('closed');
    });
  });
}
