import { describe, expect, test } from '@jest/globals';
import type { CleanerEvent } from '@linli/contracts';
import { given } from '@linli/testing';
import fc from 'fast-check';
import { play } from '../../test/play.ts';
import { cleaner } from './cleaner.ts';

const areaPath = '42/01/05/011/010/';
const elsewhere = '42/01/05/011/009/';
const id = { cleaner: 'c-1' };
const known = { segments: ['s-1', 's-2'] };
const job = { kind: 'cleaner' as const, areaPath, validFrom: '2026-05-01' };
const hire = { type: 'HireCleaner', ...job } as const;
const transfer = (areaPath: string, validFrom: string, kind: 'cleaner' | 'assistant' = 'cleaner') =>
  ({ type: 'TransferCleaner', ...id, areaPath, validFrom, kind }) as const;
const dismiss = (validTo: string) =>
  ({ type: 'DismissCleaner', ...id, validTo, reason: 'end_of_contract' }) as const;

/** Where he worked until then. */
const before = areaPath;
const hired: CleanerEvent = { type: 'CleanerHired', data: { ...id, ...job } };
const transferred = (areaPath: string, validFrom: string, kind: 'cleaner' | 'assistant' = 'cleaner') =>
  ({ type: 'CleanerTransferred', data: { ...id, kind, areaPath, validFrom, before } }) as const;
const dismissed = (validTo: string): CleanerEvent => ({
  type: 'CleanerDismissed',
  data: { ...id, validTo, reason: 'end_of_contract', before },
});
const released = (validTo: string): CleanerEvent[] =>
  known.segments.map((segment) => ({ type: 'CleanerReleased', data: { ...id, segment, validTo } }));
const roll = given(cleaner).events(hired);

describe('S-18: the roll of those who clean', () => {
  test('S-18: somebody is hired once', () => {
    given(cleaner).when(hire, { id: id.cleaner }).then(hired);
    roll.when(hire).thenRefused('S-18', 'hired-before');
  });

  test('S-18: he works elsewhere, or as another kind, from a later day on', () => {
    roll.when(transfer(elsewhere, '2026-05-02')).then(transferred(elsewhere, '2026-05-02'));
    roll
      .when(transfer(areaPath, '2026-05-02', 'assistant'), { known })
      .then(transferred(areaPath, '2026-05-02', 'assistant'));
    roll.when(transfer(areaPath, '2026-05-02')).thenRefused('S-18', 'nothing-changes', 'areaPath');
    roll.when(transfer(elsewhere, '2026-05-01')).thenRefused('S-18', 'day-too-early', 'validFrom');
    roll
      .events(transferred(elsewhere, '2026-06-01'))
      .when(transfer(areaPath, '2026-06-01'))
      .thenRefused('S-18', 'day-too-early', 'validFrom');
    given(cleaner).when(transfer(elsewhere, '2026-05-02')).thenRefused('S-18', 'cleaner-unknown');
  });

  test('S-18: who has left takes no change any more', () => {
    roll.when(dismiss('2026-12-01')).then(dismissed('2026-12-01'));
    roll.when(dismiss('2026-05-01')).thenRefused('S-18', 'day-too-early', 'validTo');
    const gone = roll.events(dismissed('2026-12-01'));
    gone.when(dismiss('2026-12-31')).thenRefused('S-18', 'has-left');
    gone.when(transfer(elsewhere, '2026-12-31')).thenRefused('S-18', 'has-left');
    gone.when(hire).thenRefused('S-18', 'hired-before');
    given(cleaner).when(dismiss('2026-12-01')).thenRefused('S-18', 'cleaner-unknown');
  });

  test('S-01, S-18: who leaves or works elsewhere gives up each of his segments', () => {
    roll.when(dismiss('2026-12-01'), { known }).then(dismissed('2026-12-01'), ...released('2026-12-01'));
    roll
      .when(transfer(elsewhere, '2026-06-01'), { known })
      .then(transferred(elsewhere, '2026-06-01'), ...released('2026-06-01'));
  });

  const day = fc.integer({ min: 1, max: 9 }).map((n) => `2026-05-0${n}`);
  const step = fc.tuple(
    fc.oneof(
      fc.constant(hire),
      fc.tuple(fc.constantFrom(areaPath, elsewhere), day).map(([to, on]) => transfer(to, on)),
      day.map(dismiss),
    ),
    fc.constant({ known }),
  );

  test('S-18: whatever is asked, days go forward and nothing follows a dismissal', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const events = play(cleaner, steps).flat();
        const changes = events.filter(({ type }) => type !== 'CleanerReleased');
        const days = changes.map(({ data }) => ('validFrom' in data ? data.validFrom : data.validTo));
        expect(days).toEqual([...new Set(days)].sort());
        const end = changes.findIndex(({ type }) => type === 'CleanerDismissed');
        if (end >= 0) expect(end).toBe(changes.length - 1);
      }),
    );
  });
});
