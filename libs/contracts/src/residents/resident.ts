import { Type } from 'typebox';
import { defineEvents, type EventsOf } from '../define-events.ts';
import { AreaPath, Name } from '../fields.ts';
import { personal, sealedExample, Subject } from '../personal.ts';

/** A telephone number as people write it: digits, with a plus, spaces and hyphens where they like. */
export const Phone = Type.String({
  pattern: '^\\+?[0-9][0-9 -]{4,24}$',
  description: 'a telephone number of 5 to 25 digits',
});
/** A citizen's id number (GB 11643), 18 characters. */
export const NationalId = Type.String({
  pattern: '^[1-9][0-9]{16}[0-9Xx]$',
  description: 'an id number of 17 digits and a digit or X',
});
/** Where somebody lives or is registered, as it is written. */
export const Address = Type.String({
  minLength: 1,
  maxLength: 200,
  description: 'an address of 1 to 200 characters',
});

const register = { of: 'resident', group: 'register' } as const;

export const residentEvents = defineEvents('residents', {
  ResidentRegistered: {
    title: ['居民登记', 'Resident registered'],
    description: 'A person lives in a grid, and is known by a random id from now on.',
    rows: ['R-01'],
    data: {
      resident: Subject,
      areaPath: AreaPath,
      name: personal(Name, { ...register, class: 2 }),
      phone: Type.Optional(personal(Phone, { of: 'resident', group: 'contact', class: 2 })),
      idNumber: Type.Optional(personal(NationalId, { ...register, class: 3 })),
      hukouAddress: Type.Optional(personal(Address, { ...register, class: 2 })),
    },
    example: {
      resident: '0190a8c4-7b1e-4d53-9c1a-2f6e8b0d4a11',
      areaPath: '42/01/05/011/010/A1/B07/U021/G0431/',
      name: sealedExample('register'),
      phone: sealedExample('contact'),
    },
  },
});

export type ResidentEvent = EventsOf<typeof residentEvents>;
