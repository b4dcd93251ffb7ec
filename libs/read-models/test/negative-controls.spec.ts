import { describe, expect, test } from '@jest/globals';
import { documentStoreCases, runCase } from '../src/conformance/index.ts';
import { faultyFinds, faultyHistories, faultyKeeping } from './faulty-reads.ts';
import { faultyWrites } from './faulty-writes.ts';
import { sqliteEngine } from './sqlite-harness.ts';

const faultyStores = [...faultyWrites, ...faultyHistories, ...faultyFinds, ...faultyKeeping];

describe('the conformance suite catches', () => {
  test.each(faultyStores)('a store in which $fault, by "$caughtBy"', async ({ caughtBy, wrap }) => {
    const one = documentStoreCases.find(({ name }) => name === caughtBy);
    if (!one) throw new Error(`there is no case "${caughtBy}"`);
    await expect(runCase(one, sqliteEngine(wrap))).rejects.toThrow();
  });

  test('nothing twice: every case has a name of its own', () => {
    expect(new Set(documentStoreCases.map(({ name }) => name)).size).toBe(documentStoreCases.length);
  });
});
