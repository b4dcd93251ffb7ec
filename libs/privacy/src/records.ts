import { VaultUnavailable, type RecordValue, type VaultEngine } from './vault-engine.ts';

/** How often a record that others keep changing is read anew before it is given up. */
export const patience = 50;

/**
 * Changes a record by what it holds, again when somebody else was faster. `change` gives undefined where nothing is to be
 * done. Returns what the record holds then.
 */
export async function update<Value extends object>(
  engine: VaultEngine,
  path: string,
  initial: Value,
  change: (value: Value) => Value | undefined | Promise<Value | undefined>,
): Promise<Value> {
  for (let attempt = 0; attempt < patience; attempt++) {
    const found = await engine.read(path);
    const before = (found?.value as Value | undefined) ?? initial;
    const after = await change(before);
    if (after === undefined) return before;
    if (await engine.write(path, after as RecordValue, found?.revision ?? 0)) return after;
  }
  throw new VaultUnavailable(`${path} is being changed by too many at once`);
}

/** Subjects lie in 256 folders by the beginning of their random ids, so that no list of them is long. */
export const shards: readonly string[] = Array.from(
  { length: 256 },
  (_, shard) => `subjects/${shard.toString(16).padStart(2, '0')}`,
);

export function subjectPath(subject: string): string {
  return `subjects/${subject.slice(0, 2)}/${subject}`;
}

export function numberPath(hmac: string): string {
  return `numbers/${hmac.slice(0, 2)}/${hmac}`;
}
