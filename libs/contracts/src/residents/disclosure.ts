import { Type } from 'typebox';
import { defineEvents, type EventsOf } from '../define-events.ts';
import { AreaPath, Instant, Name, Reason, Version } from '../fields.ts';

/** Affairs that are disclosed: of the party (党务), a residents' committee (居务), a village (村务), and money (财务). */
export const Affairs = Type.String({
  pattern: '^[a-z][a-z_]*$',
  maxLength: 40,
  'x-extensible-enum': ['party', 'residents', 'village', 'finance'],
  description: 'affairs: party, residents, village or finance',
});
/** Stands for one text that is shown, such as the village affairs of a quarter. */
export const DisclosureItem = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9.-]{0,79}$',
  description: 'an item of letters, digits, dots and hyphens, such as 420105011010.residents.2026-Q2',
});
/** What is shown to everybody: of affairs, never of persons. */
export const DisclosedText = Type.String({
  minLength: 1,
  maxLength: 20_000,
  description: 'a text of 1 to 20,000 characters that names no person',
});
/** SHA-256 of a text in UTF-8. */
export const Sha256 = Type.String({
  pattern: '^[0-9a-f]{64}$',
  description: 'a SHA-256 of 64 hexadecimal digits',
});
/** Months from one publication to the next. */
export const Months = Type.Integer({
  minimum: 1,
  maximum: 12,
  'x-unit': 'month',
  description: 'a whole number of months from 1 to 12',
});

const text = '2026年第二季度居务公开：低保名额、绿化工程、物业费收支。';
const sha256 = '2b500df5a8375274b3b2dc42ad292a66c982f141c719dd26e3b3158806da08c9';

export const disclosureEvents = defineEvents('residents', {
  DisclosurePublished: {
    title: ['公开事项发布', 'Disclosure published'],
    description:
      'A text on affairs is shown to everybody, and the next publication of its kind has a due time.',
    rows: ['R-22'],
    data: {
      version: Version,
      affairs: Affairs,
      areaPath: AreaPath,
      title: Name,
      text: DisclosedText,
      sha256: Sha256,
      due: Instant,
      rhythm: Version,
    },
    shows: ['title'],
    example: {
      version: 1,
      affairs: 'residents',
      areaPath: '42/01/05/011/010/',
      title: '2026年第二季度居务公开',
      text,
      sha256,
      due: '2026-10-05T16:00:00.000Z',
      rhythm: 1,
    },
  },
  DisclosureCorrected: {
    title: ['公开事项更正', 'Disclosure corrected'],
    description: 'Another text is shown in place of the one before, which stays on record with its hash.',
    rows: ['R-22'],
    data: { version: Version, title: Name, text: DisclosedText, sha256: Sha256 },
    shows: ['title'],
    example: { version: 2, title: '2026年第二季度居务公开（更正）', text, sha256 },
  },
  DisclosureWithdrawn: {
    title: ['公开事项撤回', 'Disclosure withdrawn'],
    description: 'A text is no longer shown; what was shown until then stays on record.',
    rows: ['R-22'],
    data: { version: Version, reason: Reason },
    shows: ['reason'],
    example: { version: 3, reason: 'wrong_community' },
  },
});

export type DisclosureEvent = EventsOf<typeof disclosureEvents>;
