import { financePolicyEvents } from '@linli/contracts';
import { refuse } from '@linli/event-sourcing';
import { firstDouble, versionedPolicy } from '@linli/patterns';

/** The seed names no reserve; the first version takes 100 yuan, below which nothing of the year can be paid any more. */
const reserve = 10_000;

/**
 * What a community's money may be for. The lines are those the seed names: the yearly working budget (F-03), the campaign
 * for clean surroundings with its two uses (F-06), law-based management (F-23), party work (F-26), own income (F-18).
 */
export const budgetLines = versionedPolicy('budget-lines', financePolicyEvents.BudgetLinesSet, {
  row: 'F-03',
  judges: 'opening',
  first: {
    version: 1,
    lines: [
      {
        line: 'work',
        fund: 'fiscal',
        purposes: ['office', 'service', 'activity'],
        reserve,
        keptApart: false,
      },
      {
        line: 'campaign',
        fund: 'fiscal',
        purposes: ['infrastructure', 'staff_pay'],
        reserve,
        keptApart: false,
      },
      {
        line: 'legal',
        fund: 'fiscal',
        purposes: ['legal_aid', 'mediation', 'legal_education'],
        reserve,
        keptApart: true,
      },
      { line: 'party', fund: 'party', purposes: ['training', 'activity', 'care'], reserve, keptApart: true },
      {
        line: 'income',
        fund: 'own',
        purposes: ['service', 'activity', 'welfare'],
        reserve,
        keptApart: false,
      },
    ],
  },
  fault({ lines }) {
    // F-15: a package is one sum for a project, whatever the project spends it on.
    if (lines.some(({ fund }) => fund === 'package'))
      return refuse('F-15', 'package-has-no-lines', 'packages are granted by project, not by line', 'lines');
    const twice = firstDouble(lines.map(({ line }) => line));
    return twice === undefined
      ? undefined
      : refuse('F-03', 'line-twice', `${twice} stands twice; a line is of one fund`, 'lines');
  },
});

/** 年终清理期: the seed names none; for the first version a year that is over is closed after 30 days. */
export const budgetYearEnd = versionedPolicy('budget-year-end', financePolicyEvents.BudgetYearEndSet, {
  row: 'F-03',
  judges: 'opening',
  first: { version: 1, days: 30 },
});
