import { expect, test } from '@jest/globals';
import { createReactor } from '@linli/event-bus';
import { CheckpointConflict } from '../src/document-store.ts';
import { reactorStore } from '../src/reactors/reactor-store.ts';
import { runProjection } from '../src/runner/run-projection.ts';
import { absorbed, livingCity, until } from './living-city.ts';
import { sampleBoard, type Said } from './sample-board.ts';

test('a reactor goes on where it stopped, and parked events wait for the operator over a restart', async () => {
  const city = await livingCity();
  const answered: number[] = [];
  let mended = false;
  const start = () =>
    createReactor({
      name: 'timer',
      bus: city.bus,
      contexts: ['incidents'],
      checkpoints: reactorStore(city.documents),
      startAt: 'beginning',
      attempts: 2,
      async react(event) {
        const { n } = event.data as Said;
        if (n === 2 && !mended) throw new TypeError('cannot answer 2');
        answered.push(n);
      },
    });
  try {
    for (const n of [1, 2, 3]) await city.say(n === 1 ? 'a' : 'b', { n });
    const first = await start();
    await until(() => first.state()[0]?.position === 3);
    expect(await first.parked()).toMatchObject([
      { state: 'poison', attempts: 2, reason: 'TypeError: cannot answer 2', event: { position: 2 } },
      { state: 'held', event: { position: 3 } },
    ]);
    await first.close();
    await city.say('a', { n: 4 });
    await city.say('b', { n: 5 });
    const second = await start();
    await until(() => second.state()[0]?.position === 5);
    expect(answered).toEqual([1, 4]);
    mended = true;
    expect(await second.retryParked('b')).toEqual({ applied: 3, remaining: 0 });
    expect(answered).toEqual([1, 4, 2, 3, 5]);
    expect(await second.parked()).toEqual([]);
    await second.close();
  } finally {
    await city.close();
  }
});

test('a rebuild runs no reactor', async () => {
  const city = await livingCity();
  const answered: number[] = [];
  try {
    const reactor = await createReactor({
      name: 'timer',
      bus: city.bus,
      contexts: ['incidents'],
      checkpoints: reactorStore(city.documents),
      startAt: 'beginning',
      react: async (event) => void answered.push(event.position),
    });
    const runner = await runProjection({ ...city, projection: sampleBoard('board', ['incidents']) });
    for (let n = 0; n < 30; n += 1) await city.say('s', { n });
    await absorbed(runner, city);
    await until(() => reactor.state()[0]?.position === 30);
    await runner.rebuild();
    await runner.rebuilt();
    await runner.close();
    await reactor.close();
    expect(answered).toEqual(Array.from({ length: 30 }, (_, n) => n + 1));
  } finally {
    await city.close();
  }
});

test('progress folded on another position is refused, as that of another owner', async () => {
  const city = await livingCity();
  try {
    const store = reactorStore(city.documents);
    const progress = { source: 'incidents', from: undefined, to: 7, parked: [], unparked: [] };
    expect(await store.position('timer', 'incidents')).toBeUndefined();
    await store.save('timer', progress);
    await expect(store.save('timer', progress)).rejects.toBeInstanceOf(CheckpointConflict);
    expect(await store.position('timer', 'incidents')).toBe(7);
    expect(await store.position('other', 'incidents')).toBeUndefined();
  } finally {
    await city.close();
  }
});
