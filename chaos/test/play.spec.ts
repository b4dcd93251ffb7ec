import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { noteFile, openRecorder, Random, type Note, type Recorder } from '@linli/testing/history';
import type { Fault, Injury } from '../src/faults/fault.ts';
import { playFaults } from '../src/faults/play.ts';

let folder: string;
let recorder: Recorder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'linli-play-'));
  recorder = openRecorder(folder, 'faults');
});
afterEach(() => {
  recorder.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Plays one fault, once: it takes longer than the time there is. */
async function playOnce(undo: () => Promise<Injury>) {
  const fault: Fault = {
    name: 'kill -9 one',
    kind: 'kill',
    touches: ['one'],
    holdMs: 0,
    begin: () => Promise.resolve(undo),
  };
  const ending = new AbortController();
  const played = await playFaults({
    menu: [fault],
    random: new Random(1),
    recorder,
    totalMs: 60_000,
    brisk: true,
    say: (line) => {
      if (line.includes('is over')) ending.abort();
    },
    signal: ending.signal,
  });
  const notes: Note[] = [];
  await noteFile(recorder.file).read((note) => notes.push(note));
  return { played, phases: notes.map((note) => note.kind === 'fault' && note.phase) };
}

test('a fault is played from its beginning to its end, and what it did is kept', async () => {
  const { played, phases } = await playOnce(() => Promise.resolve({ harmed: true, seen: 'it was 1, is 2' }));
  expect(phases).toEqual(['begin', 'heal']);
  expect(played).toEqual({
    faults: [{ fault: '1', name: 'kill -9 one', kind: 'kill', harmed: true, seen: 'it was 1, is 2' }],
    unhealed: [],
  });
});

test('a part that does not come back is named with the reason', async () => {
  const { played, phases } = await playOnce(() => Promise.reject(new Error('one does not come back')));
  expect(phases).toEqual(['begin', 'heal']);
  expect(played).toEqual({
    faults: [],
    unhealed: [{ name: 'kill -9 one', reason: 'one does not come back' }],
  });
});
