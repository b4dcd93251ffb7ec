import { shards, update } from './records.ts';
import { unknownSubject, type SubjectRecord } from './subject-record.ts';
import { partsOfWrapped, type VaultEngine } from './vault-engine.ts';

/** How far the keys have been wrapped anew. */
interface Progress {
  /** Master key that they are wrapped by. */
  readonly generation: number;
  /** When the rotation was known first, milliseconds since 1970 UTC. */
  readonly since: number;
  /** How many folders are done. */
  readonly shards: number;
}

const path = 'rotation';
const none: Progress = { generation: 0, since: 0, shards: 0 };

/** A key that somebody wrapped just before the rotation is in its record by then. Milliseconds. */
export const settlingMs = 10 * 60_000;

/** Subjects whose keys are wrapped anew at the same time: a server is asked three times for each. */
const atOnce = 16;

/** The old master key cannot go yet. */
export class RotationUnfinished extends Error {
  override readonly name = 'RotationUnfinished';
}

/** Wraps every data key by the newest master key. Goes on where it was cut short; how many it has wrapped this time. */
export async function rewrapAll(engine: VaultEngine, now: () => number): Promise<number> {
  const { generation, shards: done } = await progressOf(engine, now);
  let count = 0;
  for (let shard = done; shard < shards.length; shard++) {
    const { wrapped, subjects } = await rewrapFolder(engine, shards[shard] as string, generation);
    count += wrapped;
    if (subjects === 0 && shard < shards.length - 1) continue;
    await update<Progress>(engine, path, none, (known) =>
      known.generation === generation && known.shards <= shard ? { ...known, shards: shard + 1 } : undefined,
    );
  }
  return count;
}

/**
 * Destroys every master key but the newest, once all data keys are wrapped by that one.
 * @throws RotationUnfinished within ten minutes of the rotation, or when keys were left to be wrapped
 */
export async function retireMasterKeys(engine: VaultEngine, now: () => number): Promise<void> {
  const { generation, since } = await progressOf(engine, now);
  const wait = since + settlingMs - now();
  if (wait > 0)
    throw new RotationUnfinished(
      `the rotation has to be ten minutes old: wait for ${Math.ceil(wait / 1000)} s`,
    );
  let left = 0;
  for (const shard of shards) left += (await rewrapFolder(engine, shard, generation)).wrapped;
  if (left > 0) throw new RotationUnfinished(`${left} data keys had still to be wrapped anew: ask once more`);
  await engine.retire(generation);
}

/** Progress under the newest master key: nothing done yet when it is newer than what was noted. */
async function progressOf(engine: VaultEngine, now: () => number): Promise<Progress> {
  const generation = await engine.generation();
  return update(engine, path, none, (known) =>
    known.generation >= generation ? undefined : { generation, since: now(), shards: 0 },
  );
}

async function rewrapFolder(
  engine: VaultEngine,
  folder: string,
  generation: number,
): Promise<{ readonly wrapped: number; readonly subjects: number }> {
  const subjects = await engine.list(folder);
  let wrapped = 0;
  for (let at = 0; at < subjects.length; at += atOnce) {
    const some = subjects.slice(at, at + atOnce);
    const counts = await Promise.all(
      some.map((name) => rewrapSubject(engine, `${folder}/${name}`, generation)),
    );
    wrapped += counts.reduce((sum, count) => sum + count, 0);
  }
  return { wrapped, subjects: subjects.length };
}

async function rewrapSubject(engine: VaultEngine, path: string, generation: number): Promise<number> {
  let count = 0;
  await update<SubjectRecord>(engine, path, unknownSubject, async (record) => {
    count = 0;
    const keys = { ...record.keys };
    for (const [group, key] of Object.entries(record.keys)) {
      if (key.wrapped === undefined || partsOfWrapped(key.wrapped).generation >= generation) continue;
      keys[group as keyof typeof keys] = { ...key, wrapped: await engine.rewrap(key.wrapped) };
      count += 1;
    }
    return count > 0 ? { ...record, keys } : undefined;
  });
  return count;
}
