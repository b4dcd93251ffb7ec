import { balanceOf } from '@linli/patterns';
import type { Known, Look } from '@linli/service-kit';
import { fund } from '../fund/fund.ts';
import { type PayScale, payScale } from '../pay-scale/pay-scale.ts';
import { payeeIn, resultIn } from './known.view.ts';
import { type Payroll, payOfYear, payroll } from './payroll.ts';

type Of = { readonly worker: string; readonly month: string };
type Year = { readonly worker: string; readonly year: string };

const yearOf = ({ worker, year }: Year) => `${worker}-${year}`;
const before = ({ worker, year }: Year) => ({ worker, year: String(Number(year) - 1) });
const yearBefore = (of: Year, look: Look) => look.stream(payroll, yearOf(before(of)));

/** The scale of who is on a roll, or else of the kind that is named. */
async function scaleOf(
  command: Of & { readonly kind?: string },
  look: Look,
): Promise<Known<PayScale> | undefined> {
  const kind = (await payeeIn(command, look))?.value.kind ?? command.kind;
  return kind === undefined ? undefined : look.stream(payScale, kind);
}

/** The scale that somebody was paid by last. */
async function scaleOfYear(of: Year, look: Look): Promise<Known<PayScale> | undefined> {
  const years: readonly (Known<Payroll> | undefined)[] = [
    await look.stream(payroll, yearOf(of)),
    await yearBefore(of, look),
  ];
  const kind = years.find((year) => year?.value.kind !== undefined)?.value.kind;
  return kind === undefined ? undefined : look.stream(payScale, kind);
}

/** What the fund has set aside for a payslip. */
async function setAside(of: Of, look: Look): Promise<Known<number> | undefined> {
  const slip = (await look.stream(payroll, payOfYear(of)))?.value.slips[of.month];
  const found = slip && (await look.stream(fund, slip.fund));
  return (
    found && {
      ...found,
      value: balanceOf(found.value.book, `committed:${slip.line}:${slip.commitment}`),
    }
  );
}

/** What is known to each command of a payroll. */
export const payrollFacts = {
  RunPayroll: {
    assessment: resultIn,
    payee: payeeIn,
    scale: scaleOf,
    yearBefore: ({ worker, month }: Of, look: Look) => yearBefore({ worker, year: month.slice(0, 4) }, look),
  },
  PostPayrollAdjustment: { yearOfMonth: (of: Of, look: Look) => look.stream(payroll, payOfYear(of)) },
  PayOut: { setAside },
  GrantStep: { scale: scaleOfYear, yearBefore },
};

/** The streams that their doors lead to. */
export const payrollStreams = { RunPayroll: payOfYear, PayOut: payOfYear, GrantStep: yearOf };
