import { expect, test } from '@jest/globals';
import type { SupervisionNoteEvent } from '@linli/contracts';
import { given, policiesOf } from '@linli/testing';
import fc from 'fast-check';
import type { DutyList } from '../duty-list/duty-list.ts';
import { supervisionNote } from './supervision-note.ts';

const list: DutyList = {
  version: 2,
  areaPath: '42/01/05/011/',
  entries: [
    { service: 'fire_safety', level: 'township', role: 'does' },
    { service: 'investment_promotion', level: 'township', role: 'must_not' },
    { service: 'elderly_care', level: 'community', role: 'does', function: 'public_service' },
  ],
};
const note = {
  ...{ township: '420105011', areaPath: '42/01/05/011/010/' },
  ...{ service: 'fire_safety', concern: 'not_done' },
};
const raise = { type: 'RaiseSupervisionNote', ...note } as const;
const raised: SupervisionNoteEvent = { type: 'SupervisionNoteRaised', data: { ...note, version: 2 } };
const known = { known: { list } };

test('R-50: a community tells its township of a duty on the list, by the version in force', () => {
  given(supervisionNote).when(raise, known).then(raised);
  given(supervisionNote).when(raise).thenRefused('R-50', 'duty-list-unknown', 'township');
  given(supervisionNote)
    .when({ ...raise, service: 'elderly_care' }, known)
    .thenRefused('R-50', 'not-on-list', 'service');
});

test('R-50: only a community of the township does', () => {
  for (const areaPath of ['42/01/05/012/010/', '42/01/05/011/'])
    given(supervisionNote)
      .when({ ...raise, areaPath }, known)
      .thenRefused('R-50', 'not-a-community', 'areaPath');
});

test('G-22: that a township does what it must not is told too', () => {
  const told = { ...note, service: 'investment_promotion', concern: 'done_all_the_same' };
  given(supervisionNote)
    .when({ type: 'RaiseSupervisionNote', ...told }, known)
    .then({ type: 'SupervisionNoteRaised', data: { ...told, version: 2 } });
});

test('R-50: a note stays as it was raised', () => {
  given(supervisionNote).events(raised).when(raise, known).thenRefused('R-50', 'raised-before');
});

test('R-50: whatever is told, a note is of a listed duty of the township above', () => {
  const told = fc.record({
    type: fc.constant('RaiseSupervisionNote' as const),
    township: fc.constant('420105011'),
    areaPath: fc.constantFrom('42/01/05/011/', '42/01/05/011/010/', '42/01/05/012/001/'),
    service: fc.constantFrom('fire_safety', 'elderly_care', 'investment_promotion', 'parking'),
    concern: fc.constant('not_done'),
  });
  fc.assert(
    fc.property(told, (command) => {
      const by = { subject: 'someone', roles: [] };
      const decision = supervisionNote.decider.decide(
        { id: 'x', command, at: 0, by, known: { list }, policies: policiesOf([]) },
        supervisionNote.decider.initialState,
      );
      const fits = command.areaPath === '42/01/05/011/010/' && /^(fire|investment)/.test(command.service);
      expect(decision.outcome).toBe(fits ? 'accepted' : 'refused');
    }),
  );
});
