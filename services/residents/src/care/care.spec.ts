import { describe, expect, test } from '@jest/globals';
import type { CareEvent } from '@linli/contracts';
import { given, policiesOf } from '@linli/testing';
import fc from 'fast-check';
import { careSlots } from './care-slots.ts';
import { care } from './care.ts';

const id = '0b9f6a1e-4c1d-5a77-9d0e-3f6f0c1a2b3c';
const plan = {
  subject: '7d3c1a52-9b1e-4f0a-8c55-2a6c0e9d4411',
  care: 'living_alone',
  areaPath: '42/01/05/011/010/A1/B07/U021/G0431/',
  validFrom: '2026-05-02',
} as const;
const create = { type: 'CreateCarePlan', ...plan } as const;
const end = { type: 'EndCarePlan', validTo: '2026-05-10', reason: 'moved_away' } as const;
const created: CareEvent = { type: 'CarePlanCreated', data: { plan: id, ...plan } };
const ended: CareEvent = {
  type: 'CarePlanEnded',
  data: { plan: id, validTo: '2026-05-10', reason: 'moved_away' },
};
const evening = { id, at: '2026-05-01T23:59:59+08:00' };

describe('R-48: care plans', () => {
  test('R-48: care begins on a later day, at the times set for its kind', () => {
    given(care).when(create, evening).then(created);
    given(care)
      .when(create, { id, at: '2026-05-02T00:00:00+08:00' })
      .thenRefused('R-48', 'day-has-begun', 'validFrom');
    const slots = careSlots.first.slots.filter((slot) => slot.care !== 'living_alone');
    given(care)
      .when(create, { ...evening, policies: [[careSlots, { ...careSlots.first, slots }]] })
      .thenRefused('R-48', 'slots-unknown', 'care');
    given(care).events(created).when(create, evening).thenRefused('R-48', 'created-before');
  });

  test('R-48: a plan ends once, today or later', () => {
    const today = { id, at: '2026-05-10T23:00:00+08:00' };
    given(care).events(created).when(end, today).then(ended);
    given(care)
      .events(created)
      .when(end, { id, at: '2026-05-11T00:00:00+08:00' })
      .thenRefused('R-48', 'day-too-early', 'validTo');
    given(care).events(created, ended).when(end, today).thenRefused('R-48', 'ended-before');
    given(care).when(end, today).thenRefused('R-48', 'care-unknown');
  });
});

test('R-48: whenever it is asked, a plan begins once, later than that day, and ends once, not before', () => {
  const hour = fc.integer({ min: 0, max: 400 });
  const command = fc.constantFrom(create, end, { ...end, validTo: '2026-05-12' });
  fc.assert(
    fc.property(fc.array(fc.tuple(hour, command)), (asked) => {
      const told: string[] = [];
      let folded = care.decider.initialState;
      for (const [hour, command] of asked.sort(([one], [other]) => one - other)) {
        const at = Date.parse('2026-05-01T00:00:00+08:00') + hour * 3_600_000;
        const by = { subject: 'someone', roles: [] };
        const decision = care.decider.decide(
          { id, command, at, by, policies: policiesOf([]), known: {} },
          folded,
        );
        if (decision.outcome === 'refused') continue;
        for (const event of decision.events) {
          const day = new Date(at + 8 * 3_600_000).toISOString().slice(0, 10);
          if (event.type === 'CarePlanCreated') expect(event.data.validFrom > day).toBe(true);
          else expect(event.data.validTo >= day).toBe(true);
          told.push(event.type);
          folded = care.decider.evolve(folded, event);
        }
      }
      expect(['CarePlanCreated', 'CarePlanEnded'].slice(0, told.length)).toEqual(told);
    }),
  );
});

describe('R-48: care slots', () => {
  const [daily] = careSlots.first.slots;
  const set = (...slots: object[]) => ({ content: { ...careSlots.first, slots } as typeof careSlots.first });
  const call = { ...daily, care: 'living_alone', from: '08:00', to: '10:00' };

  test.each<[string, object[]]>([
    ['ends-too-early', [{ ...call, to: '08:00' }]],
    ['known-too-late', [{ ...call, to: '22:00' }]],
    ['slot-twice', [call, { ...call, from: '12:00', to: '13:00' }]],
    ['slots-overlap', [call, { ...call, slot: 'second', from: '09:59', to: '11:00' }]],
  ])('R-48: %s', (code, slots) => {
    given(careSlots.decider)
      .when(set(...slots))
      .thenRefused('R-48', code, 'slots');
  });

  test('R-48: slots of a day follow each other; those of other days and other care may lie where they will', () => {
    const slots = [
      { ...call, weekdays: [1, 2] },
      { ...call, slot: 'second', from: '10:00', to: '21:59', weekdays: [2] },
      { ...call, slot: 'early', from: '07:00', to: '08:00', weekdays: [2] },
      { ...call, slot: 'third', weekdays: [3] },
      { ...call, care: 'disabled' },
    ];
    const content = set(...slots).content;
    given(careSlots.decider).when({ content }).then({ type: 'CareSlotsSet', data: content });
  });
});
