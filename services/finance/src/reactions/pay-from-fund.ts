import { payrollEvents } from '@linli/contracts';
import { reaction } from '@linli/service-kit';
import { fund } from '../fund/fund.ts';

/** The money of a payslip is set aside in the fund that pays it; where its line has not enough, it stays owed (X1). */
export const commitPay = reaction('commit-pay', {
  on: [payrollEvents.PayrollRun],
  ask: fund,
  id: ({ data }) => data.fund,
  command: ({ data: { worker: payee, line, purpose, commitment, cost: amount } }) =>
    amount === 0 ? undefined : { type: 'CommitSpend', commitment, line, purpose, amount, payee },
  startAt: 'beginning',
});

/** What has been paid goes out of what was set aside. */
export const spendPay = reaction('spend-pay', {
  on: [payrollEvents.PayPaidOut],
  ask: fund,
  id: ({ data }) => data.fund,
  command: ({ data: { worker: payee, line, purpose, commitment, cost: amount } }) => ({
    ...{ type: 'Spend' as const, commitment, line, purpose, amount, payee },
  }),
  startAt: 'beginning',
});
