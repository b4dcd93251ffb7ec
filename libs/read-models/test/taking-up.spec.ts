import { expect, test } from '@jest/globals';
import type { RecordedEvent } from '@linli/contracts';
import type { EventBus, Subscriber } from '@linli/event-bus';
import { runProjection } from '../src/runner/run-projection.ts';
import { NotFollowed } from '../src/runner/types.ts';
import { broken } from './faulty-store.ts';
import { event, type Said, sampleBoard } from './sample-board.ts';
import { sqliteEngine } from './sqlite-harness.ts';

const head = 7;

/** A bus whose subscriber is a member of a group: it has one partition, and is given another when the test says so. */
class GroupBus implements EventBus {
  readonly #partitions: string[] = [];
  #subscriber: Subscriber | undefined;

  async subscribe(subscriber: Subscriber) {
    this.#subscriber = subscriber;
    await this.give('incidents/0');
    return {
      state: () => this.#partitions.map((source) => ({ source, position: 0, head, aliveAt: Date.now() })),
      close: () => Promise.resolve(),
    };
  }

  async give(source: string): Promise<void> {
    this.#partitions.push(source);
    await this.#subscriber?.startAfter(source);
  }

  take(source: string): void {
    this.#partitions.splice(this.#partitions.indexOf(source), 1);
  }

  async deliver(source: string, data: Said = { n: 1 }): Promise<void> {
    const events = [event(head, 's', data)];
    await this.#subscriber?.handle({ context: 'incidents', source, events, after: 0, position: head, head });
  }

  upcast(event: RecordedEvent): RecordedEvent {
    return event;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

test('a partition that has just been given is told of once its checkpoint has been read', async () => {
  let reading = Promise.resolve();
  const engine = sqliteEngine(
    broken((store) => ({
      async checkpoints(ref) {
        await reading;
        return store.checkpoints(ref);
      },
    })),
  );
  const harness = await engine.makeHarness();
  const documents = await harness.open();
  const projection = sampleBoard('board', ['incidents']);
  const before = new GroupBus();
  const owner = await runProjection({ projection, bus: before, documents });
  await before.give('incidents/1');
  await before.deliver('incidents/1');
  await owner.close();

  const bus = new GroupBus();
  const runner = await runProjection({ projection, bus, documents });
  const known = () => runner.state().sources.map(({ source, position }) => [source, position]);
  let read = (): void => {};
  reading = new Promise((resolve) => {
    read = resolve;
  });
  const given = bus.give('incidents/1');
  expect(known()).toEqual([['incidents/0', 0]]);
  expect(runner.ready()).toBe(false);
  read();
  await given;
  expect(known()).toEqual([
    ['incidents/0', 0],
    ['incidents/1', head],
  ]);
  await runner.close();
  await harness.dispose();
});

test('P14: what is parked of a partition that is not ours now is not said to be done with, and is done once it is', async () => {
  const harness = await sqliteEngine().makeHarness();
  const documents = await harness.open();
  const projection = sampleBoard('board', ['incidents']);
  const bus = new GroupBus();
  const runner = await runProjection({ projection, bus, documents });
  await bus.give('incidents/1');
  await bus.deliver('incidents/1', { n: 1, poison: true });
  bus.take('incidents/1');
  await expect(runner.retryParked('s')).rejects.toThrow(new NotFollowed('incidents/1'));
  await expect(runner.discardParked('s')).rejects.toThrow(NotFollowed);
  expect(runner.state().sources.map(({ source }) => source)).toEqual(['incidents/0']);
  await bus.give('incidents/1');
  expect(await runner.retryParked('s')).toMatchObject({ applied: 0, remaining: 1 });
  expect(await runner.discardParked('s')).toMatchObject({ applied: 0, remaining: 0 });
  await runner.close();
  await harness.dispose();
});
