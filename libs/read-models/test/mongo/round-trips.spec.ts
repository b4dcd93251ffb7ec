import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { batch, doc, line, parkedEvent, range, ref, schema, source } from '../../src/conformance/samples.ts';
import { countCommands } from './count-commands.ts';
import { type Database, makeDatabase } from './mongo-harness.ts';

describe('the commands sent', () => {
  let database: Database;
  let counted: ReturnType<typeof countCommands>;

  beforeEach(async () => {
    database = await makeDatabase();
    counted = countCommands(await database.open('&monitorCommands=true'));
    await counted.store.ensure(ref, schema);
    await counted.store.commit(batch(0, [doc('a', 1, 1), line(2)]));
  });

  afterEach(() => database.remove());

  async function sentBy(ask: () => Promise<unknown>): Promise<string[]> {
    counted.commands.length = 0;
    await ask();
    return [...counted.commands];
  }

  test('by a commit are one for the checkpoint, one to read and one to write of each kind, however many documents there are', async () => {
    const { store } = counted;
    const documents = (from: number) =>
      range(1, 100).flatMap((n) => [doc(`k${n}`, from + n, n), line(from + n)]);
    const made = await sentBy(() => store.commit(batch(2, documents(2))));
    expect(made).toEqual(['update', 'find', 'insert', 'insert', 'insert', 'commitTransaction']);
    const changed = await sentBy(() =>
      store.commit(batch(102, [...documents(102), doc('new', 203, 1)], { parked: [parkedEvent(110)] })),
    );
    expect(changed).toEqual([
      'update',
      'find',
      'insert',
      'update',
      'insert',
      'insert',
      'insert',
      'update',
      'commitTransaction',
    ]);
  });

  test('by a question about the newest are for what is in force, and never for the past', async () => {
    const { store } = counted;
    expect(await sentBy(() => store.find(ref, 'docs', { limit: 9 }))).toEqual(['aggregate']);
    // The positions a reader has just been given: one more look tells that nothing has moved on from them.
    const asOf = { [source]: 2 };
    expect(await sentBy(() => store.find(ref, 'docs', { limit: 9, asOf }))).toEqual(['aggregate', 'find']);
    expect(await sentBy(() => store.get(ref, 'docs', 'a', asOf))).toEqual(['find', 'find']);
    await store.commit(batch(2, [doc('a', 3, 2)]));
    expect(await sentBy(() => store.find(ref, 'docs', { limit: 9, asOf }))).toEqual([
      'aggregate',
      'find',
      'aggregate',
    ]);
  });
});
