import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { SqliteDocumentStore, type ProjectionRunner } from '@linli/read-models';
import { FeedReader } from '../src/readers/feed-reader.ts';
import { View } from '../src/readers/view.ts';
import { feed } from '../src/views/board/feed.ts';
import { incidentFacts } from '../src/views/board/incident-facts.ts';
import { incidentBoard } from '../src/views/incident-board.ts';
import { commitRows } from './feed-rows.ts';
import { cityPath } from './stream-world.ts';

const ref = { view: incidentBoard.view, generation: 1 };
let folder: string;
let documents: SqliteDocumentStore;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'linli-feed-'));
  documents = await SqliteDocumentStore.open({ file: join(folder, 'views.db') });
  const collections = [feed, incidentFacts].map(({ name, fields, indexes, immutable = false }) => ({
    name,
    fields,
    indexes,
    immutable,
  }));
  await documents.ensure(ref, { view: ref.view, collections });
  await documents.activate(ref);
});

afterEach(async () => {
  await documents.close();
  rmSync(folder, { recursive: true, force: true });
});

const commit = (source: string, positions: readonly number[]) =>
  commitRows(documents, ref, source, positions);

/** The feed as a process reads it that has been given these partitions. */
function readerOf(held: Readonly<Record<string, number>>): FeedReader {
  const sources = Object.entries(held).map(([source, position]) => ({ source, position }));
  const runner = { state: () => ({ generation: 1, sources }) } as unknown as ProjectionRunner;
  return new FeedReader(new View({ projection: incidentBoard, runner, documents, now: () => 1 }), cityPath);
}

test('P11: lines of a partition that another process has been given are not told again with those of our own', async () => {
  await commit('incidents/1', [1, 3, 4, 5, 6, 8]);
  await commit('incidents/2', [2, 7]);
  const reader = readerOf({ 'incidents/2': 2 });
  const after = { 'incidents/1': 8, 'incidents/2': 2 };
  const { lines, reached } = await reader.read(after, { 'incidents/1': 8, 'incidents/2': 7 }, 2);
  expect(lines.map(({ source, position }) => [source, position])).toEqual([['incidents/2', 7]]);
  expect(reached).toEqual({ 'incidents/1': 8, 'incidents/2': 7 });
});

test('a log is known by its own first line, whoever holds the others', async () => {
  await commit('incidents/1', [1]);
  await commit('incidents/2', [2]);
  const one = readerOf({ 'incidents/2': 2 });
  const both = readerOf({ 'incidents/1': 1, 'incidents/2': 2 });
  await one.learnMarks();
  await both.learnMarks();
  expect(one.marks()['incidents/2']).toBe(both.marks()['incidents/2']);
});
