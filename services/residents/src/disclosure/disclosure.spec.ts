import { describe, test } from '@jest/globals';
import type { DisclosureEvent } from '@linli/contracts';
import { given } from '@linli/testing';
import { disclosure, disclosureRhythm } from './disclosure.ts';
import { textHash } from './text-hash.ts';

const item = '420105011010.residents.2026-Q2';
const text = '本季度低保 41 户。';
const publish = {
  type: 'PublishDisclosure',
  item,
  affairs: 'residents',
  areaPath: '42/01/05/011/010/',
  title: '第二季度居务公开',
  text,
} as const;
const correct = { ...publish, text: '本季度低保 42 户。' };
const withdraw = { type: 'WithdrawDisclosure', reason: 'wrong_community' } as const;
const sha256 = textHash(text);
const asked = { at: '2026-07-05T09:00:00+08:00', known: { sha256 } };
const correcting = { ...asked, known: { sha256: textHash(correct.text) } };
const published: DisclosureEvent = {
  type: 'DisclosurePublished',
  data: {
    version: 1,
    affairs: 'residents',
    areaPath: '42/01/05/011/010/',
    title: '第二季度居务公开',
    text,
    sha256,
    // The end of 5 October in Shanghai.
    due: '2026-10-05T16:00:00.000Z',
    rhythm: 1,
  },
};
const corrected: DisclosureEvent = {
  type: 'DisclosureCorrected',
  data: { version: 2, title: publish.title, text: correct.text, sha256: textHash(correct.text) },
};
const withdrawn: DisclosureEvent = {
  type: 'DisclosureWithdrawn',
  data: { version: 2, reason: 'wrong_community' },
};

describe('R-22: disclosure of party and village affairs', () => {
  test('R-22: a text is published with its hash and the time the next is due', () => {
    given(disclosure).when(publish, asked).then(published);
  });

  test.each([
    ['residents', '2026-11-30T09:00:00+08:00', '2027-02-28T16:00:00.000Z'],
    ['finance', '2026-01-31T23:59:59+08:00', '2026-02-28T16:00:00.000Z'],
    ['party', '2026-12-31T16:00:00Z', '2027-04-01T16:00:00.000Z'],
  ])('R-22: the next of %s affairs published at %s is due by %s', (affairs, at, due) => {
    given(disclosure)
      .when({ ...publish, affairs }, { ...asked, at })
      .then({ ...published, data: { ...published.data, affairs, due } } as DisclosureEvent);
  });

  test('R-22: the rhythm is a policy', () => {
    const monthly = { version: 2, rhythms: [{ affairs: 'residents', months: 1 }] };
    given(disclosure)
      .when(publish, { ...asked, policies: [[disclosureRhythm, monthly]] })
      .then({
        ...published,
        data: { ...published.data, due: '2026-08-05T16:00:00.000Z', rhythm: 2 },
      } as DisclosureEvent);
    given(disclosure)
      .when({ ...publish, affairs: 'party' }, { ...asked, policies: [[disclosureRhythm, monthly]] })
      .thenRefused('R-22', 'rhythm-unknown', 'affairs');
  });

  test('R-22: kinds of affairs have one rhythm each', () => {
    const twice = { affairs: 'party', months: 2 };
    given(disclosureRhythm.decider)
      .when({ content: { ...disclosureRhythm.first, rhythms: [...disclosureRhythm.first.rhythms, twice] } })
      .thenRefused('R-22', 'rhythm-twice', 'rhythms');
  });

  test('R-22: published again, it corrects what is shown and moves no due time', () => {
    given(disclosure).events(published).when(correct, correcting).then(corrected);
    const title = '第二季度居务公开（更正）';
    given(disclosure)
      .events(published)
      .when({ ...publish, title }, asked)
      .then({ type: 'DisclosureCorrected', data: { version: 2, title, text, sha256 } });
  });

  test('R-22: the same text published again changes nothing', () => {
    given(disclosure).events(published).when(publish, asked).thenNothing();
    given(disclosure).events(published, corrected).when(correct, correcting).thenNothing();
  });

  test('R-22: an item keeps to its affairs and its area', () => {
    given(disclosure)
      .events(published)
      .when({ ...correct, affairs: 'party' }, correcting)
      .thenRefused('R-22', 'other-affairs', 'affairs');
    given(disclosure)
      .events(published)
      .when({ ...correct, areaPath: '42/01/05/011/009/' }, correcting)
      .thenRefused('R-22', 'other-area', 'areaPath');
  });

  test('R-22: no text is shown without its hash', () => {
    given(disclosure)
      .when(publish, { ...asked, known: {} })
      .thenRefused('R-22', 'hash-unknown', 'text');
  });

  test('R-22: what is shown can be withdrawn, once', () => {
    given(disclosure).events(published).when(withdraw).then(withdrawn);
    given(disclosure).events(published, withdrawn).when(withdraw).thenRefused('R-22', 'not-shown');
    given(disclosure).when(withdraw).thenRefused('R-22', 'disclosure-unknown');
  });

  test('R-22: after a withdrawal it is published anew, as a further version with a due time of its own', () => {
    const later = { ...asked, at: '2026-07-09T09:00:00+08:00' };
    given(disclosure)
      .events(published, withdrawn)
      .when(publish, later)
      .then({
        ...published,
        data: { ...published.data, version: 3, due: '2026-10-09T16:00:00.000Z' },
      } as DisclosureEvent);
  });
});
