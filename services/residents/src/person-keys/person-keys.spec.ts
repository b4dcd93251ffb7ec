import { describe, test } from '@jest/globals';
import { given } from '@linli/testing';
import { personKeys } from './person-keys.ts';

const id = '0190a8c4-7b1e-4d53-9c1a-2f6e8b0d4a11';
const clerk = { id, by: { subject: 'clerk-1' } };
const officer = { id, by: { subject: 'officer-1' } };
const requested = {
  type: 'ErasureRequested',
  data: { subject: id, reason: 'asked_by_person', requestedBy: 'clerk-1' },
} as const;
const restricted = {
  type: 'SubjectKeyRestricted',
  data: { subject: id, group: 'finance', reason: 'retention_runs' },
} as const;
const destroyed = { type: 'SubjectKeyDestroyed', data: { subject: id } } as const;
const contactDestroyed = { type: 'SubjectKeyDestroyed', data: { subject: id, group: 'contact' } } as const;

describe('the keys of a person', () => {
  test('PIPL-47: are destroyed by another than who asked', () => {
    given(personKeys).when({ type: 'RequestErasure', reason: 'asked_by_person' }, clerk).then(requested);
    given(personKeys).events(requested).when({ type: 'ErasePerson' }, officer).then(destroyed);
    given(personKeys)
      .events(requested)
      .when({ type: 'ErasePerson' }, clerk)
      .thenRefused('PIPL-47', 'own-request', 'by');
  });

  test('PIPL-47: are not destroyed where nobody has asked, nor in another breadth than was asked', () => {
    given(personKeys).when({ type: 'ErasePerson' }, officer).thenRefused('PIPL-47', 'not-requested', 'group');
    given(personKeys)
      .events(requested)
      .when({ type: 'ErasePerson', group: 'contact' }, officer)
      .thenRefused('PIPL-47', 'not-requested', 'group');
  });

  test('PIPL-47: are restricted while a retention runs, once, until it is lifted', () => {
    const restrict = { type: 'RestrictPerson', group: 'finance', reason: 'retention_runs' } as const;
    const lift = { type: 'LiftRestriction', group: 'finance' } as const;
    given(personKeys).when(restrict, officer).then(restricted);
    given(personKeys).events(restricted).when(restrict, officer).thenNothing();
    given(personKeys)
      .events(restricted)
      .when(lift, officer)
      .then({ type: 'SubjectKeyRestrictionLifted', data: { subject: id, group: 'finance' } });
    given(personKeys).when(lift, officer).thenRefused('PIPL-47', 'not-restricted', 'group');
    given(personKeys)
      .events(restricted)
      .when({ type: 'LiftRestriction' }, officer)
      .thenRefused('PIPL-47', 'not-restricted', 'group');
  });

  test.each([
    ['all', destroyed],
    ['contact', contactDestroyed],
  ] as const)('PIPL-47: are not asked for again once destroyed: %s', (_, gone) => {
    const past = given(personKeys).events(requested, gone);
    const group = 'contact';
    past
      .when({ type: 'RequestErasure', group, reason: 'asked_by_person' }, clerk)
      .thenRefused('PIPL-47', 'erased-before');
    past
      .when({ type: 'RestrictPerson', group, reason: 'retention_runs' }, officer)
      .thenRefused('PIPL-47', 'erased-before');
    past.when({ type: 'LiftRestriction', group }, officer).thenRefused('PIPL-47', 'erased-before');
    past.when({ type: 'ErasePerson', group }, officer).thenRefused('PIPL-47', 'erased-before');
  });
});
