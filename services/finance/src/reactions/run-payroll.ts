import { assessmentEvents, shanghaiDay } from '@linli/contracts';
import { type Look, reaction } from '@linli/service-kit';
import { payScale, scaleFor } from '../pay-scale/pay-scale.ts';
import { payeeIn } from '../payroll/known.view.ts';
import { payOfYear, payroll } from '../payroll/payroll.ts';

const { AssessmentMonthClosed, AssessmentCorrected, RewardGranted, StaffPenaltyImposed } = assessmentEvents;

/**
 * A closed month is paid, and what is found out afterwards is an adjustment (X1). A payslip stands in the year of its
 * month; an adjustment in the year that its cause was recorded in, which does not move between two deliveries. What has to
 * be known first (who he is, the scale, the payslip that is corrected) is waited for.
 */
export const runPayroll = reaction('run-payroll', {
  on: [AssessmentMonthClosed, AssessmentCorrected, RewardGranted, StaffPenaltyImposed],
  ask: payroll,
  id: ({ type, data: { worker, month }, recordedAt }) =>
    type === 'AssessmentMonthClosed'
      ? payOfYear({ worker, month })
      : payOfYear({ worker, month: shanghaiDay(recordedAt) }),
  async command(event, look) {
    const { worker, month } = event.data;
    const areaPath = event.metadata.areaPath ?? '';
    if (event.type === 'AssessmentMonthClosed') {
      await scaleMustBeKnown(event.data, look);
      return { type: 'RunPayroll', worker, month };
    }
    const of = { type: 'PostPayrollAdjustment', worker, month, areaPath, cause: event.id } as const;
    if (event.type === 'RewardGranted') return { ...of, why: 'reward' as const, amount: event.data.amount };
    if (event.type === 'StaffPenaltyImposed')
      return { ...of, why: 'penalty' as const, amount: event.data.amount };
    const slips = (await look.stream(payroll, payOfYear({ worker, month })))?.value.slips ?? {};
    if (!(month in slips)) throw new Error(`the pay of ${month} that is corrected has not been reckoned yet`);
    const { before, score } = event.data;
    return { ...of, why: 'correction' as const, before, score };
  },
  startAt: 'beginning',
});

async function scaleMustBeKnown(of: { readonly worker: string; readonly month: string }, look: Look) {
  const payee = await payeeIn(of, look);
  if (payee === undefined) throw new Error(`nobody knows yet of which kind ${of.worker} is`);
  const { kind } = payee.value;
  const scale = await look.stream(payScale, kind);
  if (scale === undefined || scaleFor(of.month, scale.value) === undefined)
    throw new Error(`no pay scale of ${kind} is set for ${of.month} yet`);
}
