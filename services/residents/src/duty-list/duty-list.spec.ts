import { describe, expect, test } from '@jest/globals';
import type { DutyEntry, DutyListEvent } from '@linli/contracts';
import { given, policiesOf } from '@linli/testing';
import fc from 'fast-check';
import { dutyList } from './duty-list.ts';

const township = '420105011';
const areaPath = '42/01/05/011/';
const safety: DutyEntry = { service: 'fire_safety', level: 'township', role: 'does' };
const care: DutyEntry = {
  service: 'elderly_care',
  level: 'community',
  role: 'assists',
  function: 'public_service',
};
const investment: DutyEntry = { service: 'investment_promotion', level: 'township', role: 'must_not' };
const publish = (...entries: DutyEntry[]) =>
  ({ type: 'PublishDutyList', township, areaPath, entries }) as const;
const published = (version: number, ...entries: DutyEntry[]): DutyListEvent => ({
  type: 'DutyListPublished',
  data: { township, areaPath, version, entries },
});

describe('R-50: duties of a township and its communities', () => {
  test('R-50: a list is published whole, version by version', () => {
    given(dutyList)
      .when(publish(safety, care))
      .then(published(1, safety, care));
    given(dutyList)
      .events(published(1, safety, care))
      .when(publish(safety, care, investment))
      .then(published(2, safety, care, investment));
  });

  test('R-50: it is split between township and community, and says each duty once', () => {
    given(dutyList).when(publish(safety, investment)).thenRefused('R-50', 'not-split', 'entries');
    given(dutyList).when(publish(care, investment)).thenRefused('R-50', 'not-split', 'entries');
    given(dutyList)
      .when(publish(safety, care, { ...safety, role: 'assists' }))
      .thenRefused('R-50', 'duty-twice', 'entries');
    given(dutyList)
      .when(publish(safety, care, { ...care, service: 'fire_safety' }))
      .then(published(1, safety, care, { ...care, service: 'fire_safety' }));
  });

  test('R-50: a list keeps to its township', () => {
    given(dutyList)
      .events(published(1, safety, care))
      .when({ ...publish(safety, care), areaPath: '42/01/05/012/' })
      .thenRefused('R-50', 'other-area', 'areaPath');
  });

  test('G-22: what a level must not do stands in the list, and is no duty of it', () => {
    given(dutyList)
      .when(publish(safety, care, investment))
      .then(published(1, safety, care, investment));
    const off: DutyEntry = { service: 'evictions', level: 'community', role: 'must_not' };
    given(dutyList).when(publish(safety, off)).thenRefused('R-50', 'not-split', 'entries');
    given(dutyList)
      .when(publish(safety, care, off))
      .then(published(1, safety, care, off));
  });

  test('G-22: each duty of a community serves one of its four functions, and only these do', () => {
    const { function: _, ...without } = care;
    given(dutyList).when(publish(safety, without)).thenRefused('G-22', 'function-unfit', 'entries');
    given(dutyList)
      .when(publish({ ...safety, function: 'guidance' }, care))
      .thenRefused('G-22', 'function-unfit', 'entries');
    given(dutyList)
      .when(publish(safety, care, { ...care, service: 'evictions', role: 'must_not' }))
      .thenRefused('G-22', 'function-unfit', 'entries');
  });

  test('R-50: whatever is published, versions count up and each list has duties of both, none twice', () => {
    const entry = fc.record(
      {
        service: fc.constantFrom('fire_safety', 'elderly_care'),
        level: fc.constantFrom('township', 'community'),
        role: fc.constantFrom('does', 'assists', 'must_not'),
        function: fc.constant('guidance' as const),
      },
      { requiredKeys: ['service', 'level', 'role'] },
    );
    fc.assert(
      fc.property(fc.array(fc.array(entry, { minLength: 1, maxLength: 4 }), { maxLength: 12 }), (lists) => {
        let folded = dutyList.decider.initialState;
        for (const entries of lists) {
          const by = { subject: 'someone', roles: [] };
          const command = publish(...(entries as DutyEntry[]));
          const asking = { id: township, command, at: 0, by, known: {}, policies: policiesOf([]) };
          const decision = dutyList.decider.decide(asking, folded);
          if (decision.outcome === 'refused') continue;
          for (const event of decision.events) {
            expect(event.data.version).toBe(folded.state.version + 1);
            const duties = event.data.entries.filter(({ role }) => role !== 'must_not');
            expect(new Set(duties.map(({ level }) => level)).size).toBe(2);
            folded = dutyList.decider.evolve(folded, event);
          }
        }
      }),
    );
  });
});
