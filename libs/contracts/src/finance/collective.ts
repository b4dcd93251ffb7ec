import { Type } from 'typebox';
import { defineEvents, type EventsOf } from '../define-events.ts';
import { AreaPath, BusinessDay, Fen, Id, Name, within } from '../fields.ts';

export const CollectiveId = Type.String({
  pattern: '^[0-9A-Za-z][0-9A-Za-z.]{0,29}$',
  description: 'a collective, of letters, digits and dots',
});
/** What is had or owed is nothing or more. */
export const Worth = within(Fen, { minimum: 0, description: 'an amount in whole fen, from 0 on' });

export const collectiveEvents = defineEvents('finance', {
  AssetValued: {
    title: ['集体资产评估', 'Asset valued'],
    description: 'What a collective had and owed on a day, and, where it is known, earned in that year.',
    rows: ['F-11'],
    data: {
      areaPath: AreaPath,
      on: BusinessDay,
      assets: Worth,
      debts: Worth,
      income: Type.Optional(Worth),
    },
    shows: ['on', 'assets', 'debts'],
    example: { areaPath: '42/01/05/011/010/', on: '2003-12-31', assets: 0, debts: 200_000_000 },
    further: [
      {
        areaPath: '42/01/05/011/010/',
        on: '2015-12-31',
        assets: 200_000_000_100,
        debts: 0,
        income: 5_000_000_000,
      },
    ],
  },
  SubsidiaryRegistered: {
    title: ['下属企业登记', 'Subsidiary registered'],
    description: 'A company belongs to the collective from a day on.',
    rows: ['F-11'],
    data: { subsidiary: Id, name: Name, on: BusinessDay },
    shows: ['name'],
    example: { subsidiary: 'property-service', name: '江欣苑物业公司', on: '2008-01-01' },
  },
  CollectiveRestructured: {
    title: ['集体经济改制', 'Collective restructured'],
    description: 'The collective has been turned into a company, whose shares its villagers hold.',
    rows: ['G-11', 'F-11'],
    data: { company: Name, on: BusinessDay },
    shows: ['company'],
    example: { company: '江欣苑集团有限公司', on: '2006-01-01' },
  },
});

export type CollectiveEvent = EventsOf<typeof collectiveEvents>;
