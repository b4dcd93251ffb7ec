import { afterEach, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CannotStart, DataFolder } from './data-folder.ts';

const folders: string[] = [];
const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'linli-city-'));
  folders.push(folder);
  return folder;
};
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});
const options = { fresh: false, newStoryStart: () => new Date('2026-11-20T16:00:00Z') };

describe('the data folder of the city', () => {
  test('keeps how far the story is', () => {
    const path = newFolder();
    const first = DataFolder.open(path, options);
    first.save({ clock: new Date('2026-11-20T18:00:00Z'), played: 17 });
    first.close();
    const second = DataFolder.open(path, { ...options, newStoryStart: () => new Date() });
    expect(second.played).toBe(17);
    expect(second.clock.toISOString()).toBe('2026-11-20T18:00:00.000Z');
    expect(second.storyStart.toISOString()).toBe('2026-11-20T16:00:00.000Z');
    second.close();
  });

  test('is held by one city at a time, and the second is told what to do', () => {
    const path = newFolder();
    const first = DataFolder.open(path, options);
    expect(() => DataFolder.open(path, options)).toThrow(CannotStart);
    expect(() => DataFolder.open(path, options)).toThrow(/--data/);
    first.close();
    DataFolder.open(path, options).close();
  });

  test('of a newer version is refused and not touched, even where a fresh start is not asked for', () => {
    const path = newFolder();
    const text = '{"format": 99, "anything": true}\n';
    writeFileSync(join(path, 'city.json'), text);
    expect(() => DataFolder.open(path, options)).toThrow(/newer Linli/);
    expect(readFileSync(join(path, 'city.json'), 'utf8')).toBe(text);
  });

  test('with a damaged note is refused with what to do', () => {
    const path = newFolder();
    writeFileSync(join(path, 'city.json'), '{"format": 1, "sto');
    expect(() => DataFolder.open(path, options)).toThrow(/--fresh/);
  });

  test('begins anew when asked to', () => {
    const path = newFolder();
    const first = DataFolder.open(path, options);
    first.save({ clock: new Date('2026-11-20T18:00:00Z'), played: 17 });
    first.close();
    const second = DataFolder.open(path, { ...options, fresh: true });
    expect(second.played).toBe(0);
    second.close();
  });
});
