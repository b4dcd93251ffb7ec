import { describe, expect, test } from '@jest/globals';
import { runCase, vaultCases, type VaultHarness } from '../src/conformance/index.ts';
import type { VaultEngine } from '../src/vault-engine.ts';
import { makeSqliteHarness } from './engines.ts';
import { type Fault, faults, type Memory } from './faults.ts';

/** The sound vault, each opening of it with the fault in it. */
async function faulty({ seed }: Fault): Promise<VaultHarness> {
  const sound = await makeSqliteHarness();
  const memory: Memory = { records: new Map(), calls: 0 };
  return {
    ...sound,
    async open() {
      const engine = await sound.open();
      const whole: VaultEngine = {
        wrap: (plain) => engine.wrap(plain),
        unwrap: (wrapped) => engine.unwrap(wrapped),
        rewrap: (wrapped) => engine.rewrap(wrapped),
        generation: () => engine.generation(),
        rotate: () => engine.rotate(),
        retire: (before) => engine.retire(before),
        hmac: (text) => engine.hmac(text),
        read: (path) => engine.read(path),
        write: (path, value, revision) => engine.write(path, value, revision),
        list: (folder) => engine.list(folder),
        close: () => engine.close(),
      };
      return { ...whole, ...seed(whole, memory) };
    },
  };
}

/** Errors of the port count as much as assertions: the vault refused what it must not. */
const findings = [
  'AssertionError',
  'VaultUnavailable',
  'WrappedTextRefused',
  'MasterKeyRetired',
  'KeyUnknown',
  'RotationUnfinished',
  'CiphertextRefused',
];

describe('an engine in which', () => {
  test('there are at least 18 faults to seed, each under a name of its own', () => {
    expect(new Set(faults.map(({ name }) => name)).size).toBe(faults.length);
    expect(faults.length).toBeGreaterThanOrEqual(18);
  });

  for (const fault of faults)
    for (const caught of fault.caughtBy)
      test(`${fault.name} fails the case "${caught}"`, async () => {
        const found = vaultCases.find(({ name }) => name === caught);
        if (!found) throw new Error(`the suite has no case "${caught}"`);
        const verdict = await runCase(found, () => faulty(fault)).then(
          () => 'passed',
          (error: Error) => error.name,
        );
        expect(findings).toContain(verdict);
      });
});
