import { Type } from 'typebox';
import { defineEvents, type EventsOf } from '../define-events.ts';
import { AreaPath, oneOf, Version } from '../fields.ts';
import { Amount } from './fund.ts';

export const Year = Type.String({ pattern: '^[0-9]{4}$', 'x-unit': 'year', description: 'a year' });
/** 经济发展水平, 最低工资标准, 居(农)民人均纯收入. */
export const indexInputs = ['economy', 'minimum_wage', 'net_income'] as const;
export const IndexInput = oneOf(...indexInputs);
/** How much something has grown in a year, below 0 where it has shrunk. */
export const Growth = Type.Integer({
  minimum: -10_000,
  maximum: 100_000,
  'x-unit': 'hundredth of a percent',
  description: 'growth in a year, in hundredths of a percent',
});
/** Entries and computations of a year: 1, 2 … each. */
const Number = Type.Integer({ minimum: 1, description: 'a number, from 1 on' });
export const IndexEntry = Number;

const of = { areaPath: AreaPath, year: Year };
const wuhan = { areaPath: '42/01/', year: '2026' } as const;

export const payIndexEvents = defineEvents('finance', {
  IndexInputRecorded: {
    title: ['联动指标登记', 'Index input recorded'],
    description: 'How much one of the three that pay follows has grown in a year is known, or known better.',
    rows: ['F-14'],
    data: { ...of, entry: Number, input: IndexInput, growth: Growth, corrects: Type.Optional(Number) },
    shows: ['input', 'growth'],
    example: { ...wuhan, entry: 1, input: 'economy', growth: 520 },
    further: [{ ...wuhan, entry: 4, input: 'economy', growth: 540, corrects: 1 }],
  },
  PayIndexComputed: {
    title: ['报酬联动指数', 'Pay index computed'],
    description:
      'How much pay and the working budget of a community are to grow for the year, out of the entries that are named.',
    rows: ['F-14', 'F-16'],
    data: {
      ...of,
      computation: Number,
      index: Growth,
      entries: Type.Array(Number),
      workBudget: Amount,
      policy: Version,
    },
    shows: ['index', 'workBudget'],
    example: {
      ...wuhan,
      ...{ computation: 1, index: 506, entries: [1, 2, 3], workBudget: 12_607_200, policy: 1 },
    },
  },
});

export type PayIndexEvent = EventsOf<typeof payIndexEvents>;
