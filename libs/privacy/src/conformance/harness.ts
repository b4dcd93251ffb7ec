import type { SubjectKeyEvent } from '../key-events.ts';
import { Vault } from '../vault.ts';
import type { VaultEngine } from '../vault-engine.ts';

/** One vault to try an engine on; each case gets its own. */
export interface VaultHarness {
  /** Another opening of the same vault, as another process or a later one would have it; empty the first time. */
  open(): Promise<VaultEngine>;
  /** Whether a text that once stood in a record can still be found anywhere in what the engine keeps. */
  remains(path: string, text: string): Promise<boolean>;
  /** Closes every engine it has opened and removes the vault. */
  dispose(): Promise<void>;
}

/** One promise of the port as something to run. It rejects with an `AssertionError` where the promise is broken. */
export interface ConformanceCase {
  /** A sentence, unique in the suite. */
  readonly name: string;
  readonly run: (harness: VaultHarness) => Promise<void>;
}

/** A log of key events, a vault over it, and a clock. */
export interface Scene {
  readonly vault: Vault;
  /** Records what a log says of a subject, and lets the vault take it up. */
  record(type: SubjectKeyEvent['type'], data: SubjectKeyEvent['data']): Promise<void>;
  /** Another vault over the same keys and log. */
  another(engine?: VaultEngine): Promise<Vault>;
  readonly events: SubjectKeyEvent[];
  readonly clock: { now: number };
}

export async function openScene(harness: VaultHarness, engine?: VaultEngine): Promise<Scene> {
  const events: SubjectKeyEvent[] = [];
  const clock = { now: 1_750_000_000_000 };
  const another = async (engine?: VaultEngine) =>
    Vault.open({
      engine: engine ?? (await harness.open()),
      log: {
        async *after(position) {
          yield* events.filter((event) => event.position > position);
        },
      },
      now: () => clock.now,
    });
  const vault = await another(engine);
  return {
    vault,
    another,
    events,
    clock,
    async record(type, data) {
      events.push({ type, data, position: 10 * (events.length + 1) });
      await vault.catchUp();
    },
  };
}

/** An engine whose power goes at the given write or change of its keys, just before it or just after, and stays off. */
export function failingAt(engine: VaultEngine, step: number, when: 'before' | 'after'): VaultEngine {
  let steps = 0;
  const guarded =
    <Args extends readonly unknown[], Result>(call: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      steps += 1;
      if (steps > step || (steps === step && when === 'before')) throw new Error('the power is off');
      const result = await call(...args);
      if (steps === step) throw new Error('the power is off');
      return result;
    };
  return {
    wrap: (plain) => engine.wrap(plain),
    unwrap: (wrapped) => engine.unwrap(wrapped),
    rewrap: (wrapped) => engine.rewrap(wrapped),
    generation: () => engine.generation(),
    rotate: guarded(() => engine.rotate()),
    retire: guarded((before) => engine.retire(before)),
    hmac: (text) => engine.hmac(text),
    read: (path) => engine.read(path),
    write: guarded((path, value, revision) => engine.write(path, value, revision)),
    list: (folder) => engine.list(folder),
    close: () => engine.close(),
  };
}
