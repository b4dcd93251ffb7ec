import { describe, expect, test } from '@jest/globals';
import { eventStoreCases, eventStoreConformance } from '../src/conformance/index.ts';
import { inMemoryEngine, sqliteEngine } from './engines.ts';

eventStoreConformance('InMemoryEventStore', inMemoryEngine, { describe, test });
eventStoreConformance('SqliteEventStore', sqliteEngine, { describe, test });

describe('the conformance suite', () => {
  test('has at least 60 cases, each with a name of its own', () => {
    const names = new Set(eventStoreCases.map((one) => one.name));
    expect(names.size).toBe(eventStoreCases.length);
    expect(names.size).toBeGreaterThanOrEqual(60);
  });
});
