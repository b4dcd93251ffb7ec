import { Type } from 'typebox';
import { defineEvents, type EventsOf } from '../define-events.ts';
import { AreaPath, BusinessDay, Id, UnitId, within } from '../fields.ts';

export const StreetId = within(Id, { description: 'the id of a street, such as jiangxinyuan-east' });
export const ChiefId = within(Id, { description: 'the pseudonym of the chief of a street' });
export const EstateId = within(Id, { description: 'the id of an estate' });
export const RepId = within(Id, { description: 'the pseudonym of a representative of residents' });
/** The places that lie on a street: grids, or whole areas. */
export const Along = Type.Array(AreaPath, { minItems: 1 });

const street = { street: StreetId, areaPath: AreaPath, along: Along };
const example = {
  street: 'jiangxinyuan-east',
  areaPath: '42/01/05/011/010/',
  along: ['42/01/05/011/010/A1/B07/U021/G0431/'],
};

export const streetChiefEvents = defineEvents('incidents', {
  StreetChiefAppointed: {
    title: ['街长任命', 'Street chief appointed'],
    description: 'Somebody is the one chief of a street from a day on.',
    rows: ['I-05'],
    data: { ...street, chief: ChiefId, validFrom: BusinessDay },
    shows: ['street'],
    example: { ...example, chief: 'h-40a7', validFrom: '2015-01-01' },
  },
  StreetChiefRelieved: {
    title: ['街长卸任', 'Street chief relieved'],
    description: 'Somebody is no longer the chief of a street, from a day on.',
    rows: ['I-05'],
    data: { ...street, chief: ChiefId, validTo: BusinessDay },
    shows: ['street'],
    example: { ...example, chief: 'h-40a7', validTo: '2016-07-01' },
  },
});

export const estateBodyEvents = defineEvents('incidents', {
  EstateBodyFormed: {
    title: ['小区管理机构成立', 'Estate body formed'],
    description: 'A station manages an estate that has no property firm, together with residents.',
    rows: ['I-26'],
    data: { estate: EstateId, areaPath: AreaPath, station: UnitId },
    shows: ['estate', 'station'],
    example: { estate: 'jiangxinyuan', areaPath: '42/01/05/011/010/', station: 'station:420105011010' },
  },
  EstateRepAppointed: {
    title: ['小区居民代表产生', 'Estate representative appointed'],
    description: 'A resident belongs to the body of the estate from a day on.',
    rows: ['I-26'],
    data: { rep: RepId, validFrom: BusinessDay },
    example: { rep: 'h-77b2', validFrom: '2015-01-01' },
  },
  EstatePatrolStarted: {
    title: ['小区巡查开始', 'Estate patrol started'],
    description: 'The body of the estate patrols, a representative of the residents with it.',
    rows: ['I-26'],
    data: { rep: RepId },
    example: { rep: 'h-77b2' },
  },
});

export type StreetChiefEvent = EventsOf<typeof streetChiefEvents>;
export type EstateBodyEvent = EventsOf<typeof estateBodyEvents>;
