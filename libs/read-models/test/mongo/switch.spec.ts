import { expect, test } from '@jest/globals';
import { batch, doc, numbers, range, schema } from '../../src/conformance/samples.ts';
import type { ViewRef } from '../../src/document-store.ts';
import { makeDatabase } from './mongo-harness.ts';

const generation = (number: number): ViewRef => ({ view: 'board', generation: number });

test('readers of another process are given one generation or the other, whole, forth and back, and never none', async () => {
  const database = await makeDatabase();
  const [writer, reader] = [await database.open(), await database.open()];
  const fill = async (number: number) => {
    await writer.ensure(generation(number), schema);
    await writer.commit(
      batch(
        0,
        range(1, 30).map((n) => doc(`k${n}`, n, number)),
        { ref: generation(number) },
      ),
    );
  };
  await fill(1);
  await writer.activate(generation(1));
  const seen: number[] = [];
  let switching = true;
  const watch = async () => {
    while (switching) {
      const { active } = await reader.state('board');
      const facets = await reader.find(generation(active as number), 'docs', { limit: 99 });
      expect(numbers(facets)).toEqual(range(1, 30).map(() => active));
      seen.push(active as number);
    }
  };
  const watching = Promise.all([watch(), watch(), watch()]);
  for (const number of range(2, 6)) {
    await fill(number);
    for (const given of [number, number - 1, number]) {
      await writer.activate(generation(given));
      const before = seen.length;
      // What begins now is given the new one.
      while (seen.length < before + 6) await new Promise((resolve) => setImmediate(resolve));
      expect(seen.at(-1)).toBe(given);
    }
  }
  switching = false;
  await watching;
  expect((await reader.state('board')).generations).toEqual([5, 6]);
  expect(new Set(seen)).toEqual(new Set(range(1, 6)));
  await database.remove();
}, 120_000);
