import { Type } from 'typebox';
import { defineEvents } from '../define-events.ts';
import { Fen, Version, within } from '../fields.ts';
import { CompensationUse } from './compensation.ts';
import { Amount, BudgetLine, FundKind, Purpose } from './fund.ts';
import { IndexInput } from './pay-index.ts';

export const financePolicyEvents = defineEvents('finance', {
  BudgetYearEndSet: {
    title: ['年终结账期启用', 'Budget year end set'],
    description:
      'A version of how long a year that is over still pays what it owes is in force for the years that are opened from now on.',
    rows: ['F-03'],
    data: {
      version: Version,
      days: Type.Integer({
        minimum: 0,
        maximum: 180,
        'x-unit': 'day',
        description: 'a whole number of days from 0 to 180',
      }),
    },
    shows: ['days'],
    example: { version: 1, days: 30 },
  },
  BudgetLinesSet: {
    title: ['预算科目启用', 'Budget lines set'],
    description:
      'A version of the lines of budgets is in force for the years that are opened from now on: of which fund each is, what it is for, below what it is exhausted, and whether its money goes to other lines only with an approval.',
    rows: ['F-03', 'F-06', 'F-23', 'F-26'],
    data: {
      version: Version,
      lines: Type.Array(
        Type.Object({
          line: BudgetLine,
          fund: FundKind,
          purposes: Type.Array(Purpose, { minItems: 1, maxItems: 40 }),
          reserve: within(Fen, { minimum: 0, description: 'an amount in whole fen, from 0 on' }),
          keptApart: Type.Boolean(),
        }),
        { minItems: 1, maxItems: 100 },
      ),
    },
    example: {
      version: 1,
      lines: [
        {
          line: 'campaign',
          fund: 'fiscal',
          purposes: ['infrastructure', 'staff_pay'],
          reserve: 10_000,
          keptApart: false,
        },
        { line: 'legal', fund: 'fiscal', purposes: ['legal_aid'], reserve: 10_000, keptApart: true },
      ],
    },
  },
  CompensationUsesSet: {
    title: ['补偿款用途启用', 'Compensation uses set'],
    description:
      'A version of what compensation may be used for is in force for what is received from now on, and which uses come first.',
    rows: ['F-09'],
    data: {
      version: Version,
      uses: Type.Array(Type.Object({ use: CompensationUse, first: Type.Boolean() }), {
        minItems: 1,
        maxItems: 40,
      }),
    },
    example: {
      version: 1,
      uses: [
        { use: 'allowance', first: true },
        { use: 'investment', first: false },
      ],
    },
  },
  PayIndexWeightsSet: {
    title: ['报酬联动办法启用', 'Pay index weights set'],
    description:
      'A version of what the three that pay follows count for, and of the working budget that grows with them, is in force.',
    rows: ['F-14', 'F-16'],
    data: {
      version: Version,
      weights: Type.Array(
        Type.Object({ input: IndexInput, weight: Type.Integer({ minimum: 0, maximum: 100 }) }),
        { minItems: 3, maxItems: 3 },
      ),
      workBudget: Amount,
    },
    example: {
      version: 1,
      weights: [
        { input: 'economy', weight: 1 },
        { input: 'minimum_wage', weight: 1 },
        { input: 'net_income', weight: 1 },
      ],
      workBudget: 12_000_000,
    },
  },
});
