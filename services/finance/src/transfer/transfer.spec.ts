import { describe, expect, test } from '@jest/globals';
import type { TransferEvent } from '@linli/contracts';
import { given, policiesOf } from '@linli/testing';
import fc from 'fast-check';
import type { DutyMatrix } from '../duty-matrix/duty-matrix.ts';
import { budgetLines } from '../fund/budget-lines.ts';
import { transfer } from './transfer.ts';

const matrix: DutyMatrix = {
  version: 1,
  duties: {
    fire_safety: {
      service: 'fire_safety',
      decides: 'city',
      provides: 'county',
      shares: [{ tier: 'province', percent: 100 }],
    },
  },
};
const sent = {
  ...{ transfer: 'z-1', from: 'finance:420105', tier: 'county' as const, service: 'fire_safety' },
  ...{ amount: 500, line: 'work', order: '420105-2026-12', areaPath: '42/01/05/011/010/' },
};
const record = { type: 'RecordTransfer', ...sent } as const;
const recorded: TransferEvent = { type: 'TransferRecorded', data: sent };
const known = { known: { matrix } };

describe('F-25: transfers from upper to lower tiers', () => {
  test('F-25: money is recorded with its duty, and with its order where it names one', () => {
    given(transfer).when(record, known).then(recorded);
    const { order: _, ...general } = sent;
    given(transfer)
      .when({ type: 'RecordTransfer', ...general }, known)
      .then({ type: 'TransferRecorded', data: general });
  });

  test('F-25, F-05: a transfer is linked to a cell of the duty matrix: a tier that decides, provides or pays', () => {
    for (const tier of ['province', 'city', 'county'] as const)
      given(transfer)
        .when({ ...record, tier }, known)
        .then({ type: 'TransferRecorded', data: { ...sent, tier } });
    given(transfer)
      .when({ ...record, tier: 'township' }, known)
      .thenRefused('F-25', 'cell-unknown', 'service');
    given(transfer)
      .when({ ...record, service: 'parks' }, known)
      .thenRefused('F-25', 'cell-unknown', 'service');
    given(transfer).when(record).thenRefused('F-25', 'duty-matrix-unknown', 'service');
  });

  test('F-25: it goes to a line of fiscal funds, as they are set now', () => {
    given(transfer)
      .when({ ...record, line: 'income' }, known)
      .thenRefused('F-25', 'line-unknown', 'line');
    const lines = budgetLines.first.lines.filter(({ line }) => line !== 'work');
    given(transfer)
      .when(record, { ...known, policies: [[budgetLines, { version: 2, lines }]] })
      .thenRefused('F-25', 'line-unknown', 'line');
  });

  test('F-25: a transfer has one number', () => {
    given(transfer).events(recorded).when(record, known).thenRefused('F-25', 'recorded-before', 'transfer');
  });

  test('F-25: whatever is asked, one transfer is recorded under a number, for a duty of its tier', () => {
    const asked = fc.record({
      type: fc.constant('RecordTransfer' as const),
      ...{ transfer: fc.constant('z-1'), from: fc.constant('finance:1') },
      tier: fc.constantFrom('central', 'province', 'city', 'county', 'township'),
      service: fc.constantFrom('fire_safety', 'parks'),
      amount: fc.integer({ min: 1, max: 1_000_000 }),
      line: fc.constantFrom('work', 'income'),
      areaPath: fc.constant(sent.areaPath),
    });
    fc.assert(
      fc.property(fc.array(asked, { maxLength: 8 }), (commands) => {
        let folded = transfer.decider.initialState;
        let count = 0;
        for (const command of commands) {
          const by = { subject: 'someone', roles: [] };
          const asking = { id: 'z-1', command, at: 0, by, known: { matrix }, policies: policiesOf([]) };
          const decision = transfer.decider.decide(asking, folded);
          if (decision.outcome === 'refused') continue;
          for (const event of decision.events) {
            count += 1;
            expect(event.data).toMatchObject({ service: 'fire_safety', line: 'work' });
            expect(['province', 'city', 'county']).toContain(event.data.tier);
            folded = transfer.decider.evolve(folded, event);
          }
        }
        expect(count).toBeLessThanOrEqual(1);
      }),
    );
  });
});
