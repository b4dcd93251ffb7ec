import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { logFiles } from '@linli/event-sourcing';

/** What a start says to the person at the terminal instead of a stack: what is wrong and what to do. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}

/** Layout of the data folder this code reads and writes. A higher number belongs to a newer Linli. */
const format = 1;

interface CityFile {
  readonly format: number;
  /** 00:00 Asia/Shanghai of the first day of the story. */
  readonly storyStart: string;
  /** What the city's clock showed when it was last saved. */
  readonly clock: string;
  /** How many steps of the script are done for good. */
  readonly played: number;
}

/** The folder a city lives in: held by one process at a time, marked with the version that wrote it. */
export class DataFolder {
  readonly path: string;
  readonly #lock: DatabaseSync;
  #city: CityFile;

  private constructor(path: string, lock: DatabaseSync, city: CityFile) {
    this.path = path;
    this.#lock = lock;
    this.#city = city;
  }

  /**
   * Opens or makes the folder. Throws `CannotStart` when another city runs on it or a newer Linli wrote it; nothing in
   * it has been touched then.
   */
  static open(
    folder: string,
    { fresh, newStoryStart }: { fresh: boolean; newStoryStart: () => Date },
  ): DataFolder {
    const path = resolve(folder);
    mkdirSync(path, { recursive: true });
    const lock = holdLock(path);
    try {
      if (fresh) clear(path);
      return new DataFolder(path, lock, readCity(path) ?? writeCity(path, newCity(newStoryStart())));
    } catch (problem) {
      lock.close();
      throw problem;
    }
  }

  file(name: string): string {
    return join(this.path, name);
  }

  get storyStart(): Date {
    return new Date(this.#city.storyStart);
  }

  get clock(): Date {
    return new Date(this.#city.clock);
  }

  get played(): number {
    return this.#city.played;
  }

  /** Notes how far the story is, whole or not at all. */
  save(progress: { readonly clock: Date; readonly played: number }): void {
    this.#city = writeCity(this.path, {
      ...this.#city,
      clock: progress.clock.toISOString(),
      played: progress.played,
    });
  }

  close(): void {
    this.#lock.close();
  }
}

/** An open transaction on a side file: the operating system lets go of it however the process ends. */
function holdLock(path: string): DatabaseSync {
  const lock = new DatabaseSync(join(path, 'city.lock'));
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    return lock;
  } catch {
    lock.close();
    throw new CannotStart(
      `Another city is running on ${path}. Stop it first, or start this one on a folder of its own: npm start -- --data <folder> --port <port>`,
    );
  }
}

function clear(path: string): void {
  for (const name of ['city.json', 'issuer.json']) rmSync(join(path, name), { force: true });
  for (const service of ['residents', 'party', 'sanitation', 'finance', 'incidents', 'operations']) {
    const views = join(path, `${service}.views.db`);
    for (const file of [
      ...logFiles(join(path, `${service}.log.db`)),
      views,
      `${views}-wal`,
      `${views}-shm`,
    ]) {
      rmSync(file, { force: true });
    }
  }
}

function readCity(path: string): CityFile | undefined {
  const file = join(path, 'city.json');
  if (!existsSync(file)) return undefined;
  let city: CityFile;
  try {
    city = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new CannotStart(
      `${file} cannot be read as JSON. Put back a copy of it, or begin anew: npm start -- --fresh`,
    );
  }
  if (city.format > format) {
    throw new CannotStart(
      `${path} was written by a newer Linli (data format ${city.format}, this one knows ${format}). Update Linli, or start on another folder: npm start -- --data <folder>`,
    );
  }
  return city;
}

function newCity(storyStart: Date): CityFile {
  return { format, storyStart: storyStart.toISOString(), clock: storyStart.toISOString(), played: 0 };
}

function writeCity(path: string, city: CityFile): CityFile {
  const file = join(path, 'city.json');
  writeFileSync(`${file}.new`, `${JSON.stringify(city, null, 2)}\n`, { flush: true });
  renameSync(`${file}.new`, file);
  return city;
}
