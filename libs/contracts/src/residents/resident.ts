import { Type } from 'typebox';
import { defineEvents, type EventsOf } from '../define-events.ts';
import { AreaPath, BusinessDay, Id, Name, oneOf, Text } from '../fields.ts';
import { personal, sealedExample, Subject } from '../personal.ts';
import { PersonCategory } from './grid-book.ts';

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

/** A day of birth, as it is written. */
export const Birth = Type.String({
  pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$',
  description: 'a day of birth, written YYYY-MM-DD',
});
export const Registration = oneOf('rural', 'urban');

const resident = '0190a8c4-7b1e-4d53-9c1a-2f6e8b0d4a11';
const areaPath = '42/01/05/011/010/A1/B07/U021/G0431/';
const hukouAreaPath = '42/01/05/011/009/A1/B01/U001/G0001/';
const Categories = Type.Array(PersonCategory, { maxItems: 40 });
const note = Type.Optional(personal(Text, { of: 'resident', group: 'register', class: 2 }));
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
      birth: Type.Optional(personal(Birth, { ...register, class: 3 })),
      household: Type.Optional(Id),
    },
    example: {
      resident,
      areaPath,
      name: sealedExample('register'),
      phone: sealedExample('contact'),
    },
  },
  ActualPopulationConfirmed: {
    title: ['实有人口核实', 'Actual population confirmed'],
    description: 'A worker has seen that the resident lives where he is registered.',
    rows: ['R-01'],
    data: { resident: Subject, areaPath: AreaPath, day: BusinessDay },
    shows: ['day'],
    example: { resident, areaPath, day: '2026-05-15' },
  },
  HukouResidenceSplitFlagged: {
    title: ['人户分离', 'Hukou and residence split'],
    description: 'The resident lives in one grid and has the household registration in another.',
    rows: ['R-01'],
    data: { resident: Subject, areaPath: AreaPath, hukouAreaPath: AreaPath },
    example: { resident, areaPath, hukouAreaPath },
  },
  PersonCategoryTagged: {
    title: ['人员类别标注', 'Person category tagged'],
    description: 'The resident is of this category from this day on; `categories` are all there are now.',
    rows: ['R-03'],
    data: {
      resident: Subject,
      areaPath: AreaPath,
      category: PersonCategory,
      categories: Categories,
      day: BusinessDay,
      note,
    },
    shows: ['category'],
    example: {
      ...{ resident, areaPath, category: 'living_alone', categories: ['living_alone'], day: '2026-05-15' },
      note: sealedExample('register'),
    },
  },
  PersonCategoryUntagged: {
    title: ['人员类别取消', 'Person category untagged'],
    description: 'The resident is no more of this category; `categories` are those that are left.',
    rows: ['R-03'],
    data: {
      resident: Subject,
      areaPath: AreaPath,
      category: PersonCategory,
      categories: Categories,
      day: BusinessDay,
    },
    shows: ['category'],
    example: { resident, areaPath, category: 'living_alone', categories: [], day: '2026-07-01' },
  },
  ResidentArrived: {
    title: ['流动人口登记', 'Resident arrived'],
    description: 'A temporary resident lives in a grid from this day on.',
    rows: ['R-54'],
    data: { resident: Subject, areaPath: AreaPath, day: BusinessDay },
    shows: ['day'],
    example: { resident, areaPath, day: '2026-05-15' },
  },
  ResidentDeparted: {
    title: ['流动人口注销', 'Resident departed'],
    description: 'A temporary resident has left.',
    rows: ['R-54'],
    data: { resident: Subject, areaPath: AreaPath, day: BusinessDay },
    shows: ['day'],
    example: { resident, areaPath, day: '2026-06-20' },
  },
});

export const householdEvents = defineEvents('residents', {
  HouseholdRegistered: {
    title: ['户登记', 'Household registered'],
    description: 'A household lives in a grid; its head answers for what is said of it.',
    rows: ['R-01'],
    data: {
      household: Id,
      head: Subject,
      areaPath: AreaPath,
      registration: Registration,
      address: Type.Optional(personal(Address, { of: 'head', group: 'register', class: 2 })),
    },
    shows: ['registration'],
    example: {
      ...{ household: 'h-0431-07', head: resident, areaPath, registration: 'rural' },
      address: sealedExample('register'),
    },
  },
  HouseholdRegistrationConverted: {
    title: ['户口性质转换', 'Household registration converted'],
    description: 'The household is registered as urban, or as rural, from this day on.',
    rows: ['R-01', 'R-31'],
    data: { household: Id, registration: Registration, day: BusinessDay },
    shows: ['registration', 'day'],
    example: { household: 'h-0431-07', registration: 'urban', day: '2007-06-01' },
  },
});

export type ResidentEvent = EventsOf<typeof residentEvents>;
export type HouseholdEvent = EventsOf<typeof householdEvents>;
