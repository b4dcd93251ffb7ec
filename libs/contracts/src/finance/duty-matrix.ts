import { type Static, Type } from 'typebox';
import { defineEvents, type EventsOf } from '../define-events.ts';
import { Name, oneOf, Version } from '../fields.ts';
import { Expense } from '../incidents/upper-order.ts';
import { PublicService } from '../residents/duty-list.ts';

const tiers = ['central', 'province', 'city', 'county', 'township'] as const;
/** 中央, 省, 市, 县, 乡. */
export const GovernmentTier = oneOf(...tiers);
export type GovernmentTier = Static<typeof GovernmentTier>;
/** Whether a tier is below another. */
export function isTierBelow(tier: GovernmentTier, other: GovernmentTier): boolean {
  return tiers.indexOf(tier) > tiers.indexOf(other);
}
/** 分担标准: how much of the cost of a service each tier bears (G-27). */
export const CostShares = Type.Array(
  Type.Object({
    tier: GovernmentTier,
    percent: Type.Integer({
      minimum: 1,
      maximum: 100,
      'x-unit': '%',
      description: 'a whole percentage from 1 to 100',
    }),
  }),
  { minItems: 1, maxItems: 5 },
);
/** Who decides on a service, who provides it, and who pays for it. */
export const dutyFields = {
  service: PublicService,
  decides: GovernmentTier,
  provides: GovernmentTier,
  shares: CostShares,
};
export type TierDuty = Static<Type.TObject<typeof dutyFields>>;
export const BaseYear = Type.Integer({
  minimum: 1949,
  maximum: 2999,
  description: 'the year of the division of revenue that the duties go back to, such as 1994',
});

const education: TierDuty = {
  service: 'basic_education',
  decides: 'central',
  provides: 'county',
  shares: [
    { tier: 'central', percent: 60 },
    { tier: 'county', percent: 40 },
  ],
};

export const dutyMatrixEvents = defineEvents('finance', {
  DutyMatrixPublished: {
    title: ['事权支出责任公布', 'Duty matrix published'],
    description:
      'A version of who decides, provides and pays is in force, service by service and tier by tier.',
    rows: ['F-05'],
    data: {
      version: Version,
      base: BaseYear,
      duties: Type.Array(Type.Object(dutyFields), { minItems: 1, maxItems: 500 }),
    },
    shows: ['version'],
    example: { version: 1, base: 1994, duties: [education] },
  },
  DutyReassigned: {
    title: ['事权调整', 'Duty reassigned'],
    description:
      'A duty has moved between tiers, by law, with what it costs a year and the money that moves with it.',
    rows: ['F-05'],
    data: { ...dutyFields, cost: Expense, funds: Expense, basis: Name },
    shows: ['service', 'basis'],
    example: {
      ...education,
      provides: 'city',
      cost: 800_000_000,
      funds: 0,
      basis: '国发〔2016〕49号',
    },
  },
  DutyMismatchDetected: {
    title: ['事权财权错配', 'Duty mismatch detected'],
    description: 'Who decides on a service bears none of what it costs.',
    rows: ['F-05'],
    data: dutyFields,
    shows: ['service', 'decides'],
    example: { ...education, shares: [{ tier: 'county', percent: 100 }] },
  },
});

export type DutyMatrixEvent = EventsOf<typeof dutyMatrixEvents>;
