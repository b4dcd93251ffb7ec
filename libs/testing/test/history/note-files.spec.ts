import { afterAll, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  checkHistory,
  monotonicMs,
  noteFile,
  noteFiles,
  openRecorder,
  summarise,
  type Note,
} from '../../src/history/index.ts';
import { folds, simulate } from './simulation/simulate.ts';

const folder = mkdtempSync(join(tmpdir(), 'linli-notes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function read(
  file: string,
): Promise<{ readonly notes: Note[]; readonly torn: boolean; readonly damaged: number[] }> {
  const notes: Note[] = [];
  const { torn, damaged } = await noteFile(file).read((note) => notes.push(note));
  return { notes, torn, damaged: damaged.map(({ line }) => line) };
}

const lag = { kind: 'lag', consumer: 'board', lag: 1 } as const;

describe('Files of notes', () => {
  test('give back what was written, in order, with writer and both clocks', async () => {
    const recorder = openRecorder(folder, 'plain');
    const before = monotonicMs();
    recorder.note('one', lag);
    recorder.notes('two', [
      { ...lag, lag: 2 },
      { ...lag, lag: 3, consumer: '江欣苑' },
    ]);
    recorder.close();
    const { notes, torn } = await read(recorder.file);
    expect(torn).toBe(false);
    expect(notes).toMatchObject([
      { by: 'one', lag: 1 },
      { by: 'two', lag: 2 },
      { by: 'two', lag: 3, consumer: '江欣苑' },
    ]);
    for (const { mono, at } of notes) {
      expect(mono).toBeGreaterThanOrEqual(before);
      expect(Math.abs(at - Date.now())).toBeLessThan(3_600_000);
    }
  });

  test('belong to one writer: a second one under the same name is refused', () => {
    openRecorder(folder, 'mine').close();
    expect(() => openRecorder(folder, 'mine')).toThrow('EEXIST');
  });

  test('may break off in their last line, at any byte of it, and nothing else is lost', async () => {
    const recorder = openRecorder(folder, 'torn');
    recorder.note('one', lag);
    recorder.note('one', { ...lag, lag: 2 });
    recorder.close();
    const { length } = readFileSync(recorder.file);
    const last = readFileSync(recorder.file, 'utf8').trimEnd().split('\n').at(-1)?.length ?? 0;
    // Without its line break alone the line is whole.
    truncateSync(recorder.file, length - 1);
    expect(await read(recorder.file)).toMatchObject({ torn: false, notes: [{ lag: 1 }, { lag: 2 }] });
    for (let cut = length - 2; cut > length - 1 - last; cut -= 1) {
      truncateSync(recorder.file, cut);
      expect(await read(recorder.file)).toMatchObject({ torn: true, damaged: [], notes: [{ lag: 1 }] });
    }
  });

  test.each([
    ['half a line', '{"kind":"lag","consum'],
    ['no object', '7'],
    ['a kind nobody knows', '{"kind":"gossip","by":"one","mono":1}'],
    ['no writer', '{"kind":"lag","consumer":"board","lag":1,"mono":1}'],
    ['a field missing', '{"kind":"lag","consumer":"board","by":"one","mono":1}'],
  ])('are damaged where %s stands in the middle, and that is no sound history', async (name, line) => {
    const recorder = openRecorder(folder, `damaged-${name.replaceAll(' ', '-')}`);
    recorder.note('one', lag);
    appendFileSync(recorder.file, `${line}\n`);
    recorder.note('one', lag);
    recorder.close();
    expect(await read(recorder.file)).toMatchObject({ damaged: [2], torn: false });
    const report = await checkHistory([noteFile(recorder.file, 'damaged.jsonl')]);
    expect(report.ok).toBe(false);
    expect(summarise(report)).toContain('unsound: damaged.jsonl:2 is no note');
  });

  test('longer than what is read at a time are read whole', async () => {
    const recorder = openRecorder(folder, 'long');
    const many = Array.from({ length: 20_000 }, (_, index) => ({
      ...lag,
      lag: index,
      consumer: '板'.repeat(index % 50),
    }));
    recorder.notes('one', many);
    recorder.note('one', { ...lag, lag: 20_000, consumer: 'x'.repeat(3_000_000) });
    recorder.close();
    const { notes, torn, damaged } = await read(recorder.file);
    expect({ torn, damaged }).toEqual({ torn: false, damaged: [] });
    expect(notes.map((note) => (note.kind === 'lag' ? note.lag : -1))).toEqual(
      Array.from({ length: 20_001 }, (_, index) => index),
    );
  });

  test('hold everything a writer was done writing when it was killed with -9', async () => {
    const child = spawn(
      process.execPath,
      [fileURLToPath(new URL('recording-child.ts', import.meta.url)), folder],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    let told = 0;
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      const numbers = chunk.toString().trim().split('\n');
      told = Math.max(told, Number(numbers.at(-1)));
      if (told > 2_000) break;
    }
    child.kill('SIGKILL');
    await once(child, 'exit');
    const { notes, damaged } = await read(join(folder, 'killed.jsonl'));
    expect(damaged).toEqual([]);
    expect(notes.length).toBeGreaterThanOrEqual(told);
    notes.forEach((note, index) => expect(note).toMatchObject({ lag: index + 1 }));
  });

  test('are judged the same on disk as in memory', async () => {
    const place = mkdtempSync(join(folder, 'history-'));
    const { scribes } = simulate({ seed: 3 });
    for (const [name, notes] of scribes.lists) {
      writeFileSync(join(place, `${name}.jsonl`), notes.map((note) => `${JSON.stringify(note)}\n`).join(''));
    }
    const onDisk = await checkHistory(await noteFiles(place), folds);
    const inMemory = await checkHistory(scribes.files(), folds);
    expect(onDisk.verdicts).toEqual(inMemory.verdicts);
    expect(onDisk.ok).toBe(true);
  });
});
