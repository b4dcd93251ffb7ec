import { describe, expect, test } from '@jest/globals';
import { vaultCases, vaultConformance } from '../src/conformance/index.ts';
import { makeSqliteHarness } from './engines.ts';

vaultConformance('SqliteVaultEngine', makeSqliteHarness, { describe, test });

test('the conformance suite has at least 35 cases, each with a name of its own', () => {
  const names = new Set(vaultCases.map((one) => one.name));
  expect(names.size).toBe(vaultCases.length);
  expect(names.size).toBeGreaterThanOrEqual(35);
});
