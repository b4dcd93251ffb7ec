import { AreaPath, Id, Month, Payee, PayKind, payrollEvents, Score, StaffAmount } from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';
import { type Static, Type } from 'typebox';

const { why } = payrollEvents.PayrollAdjusted.data.properties;
const Year = Type.String({ pattern: '^[0-9]{4}$', description: 'a year' });

/** Where the caller has to be at home: where the worker is known to work, or else where he is said to. */
const area = (
  { areaPath }: { readonly areaPath?: string },
  { assessment, payee }: { readonly assessment?: Place; readonly payee?: Place },
) => assessment?.areaPath ?? payee?.areaPath ?? areaPath;
interface Place {
  readonly areaPath: string;
}

@Door('POST /v1/payrolls/:worker/:month/run', {
  may: 'pay.run',
  opens: true,
  area,
  summary:
    'Reckon the pay of a worker for a month; who is assessed is reckoned by himself when the month is closed',
})
export class RunPayroll {
  @Field(Payee) readonly worker: string;
  @Field(Month) readonly month: string;
  /** Of whom no roll tells it. */
  @Field(Type.Optional(PayKind)) readonly kind?: string;
  @Field(Type.Optional(AreaPath)) readonly areaPath?: string;
}

/** Asked by a reaction. */
export class PostPayrollAdjustment {
  @Field(Payee) readonly worker: string;
  @Field(Month) readonly month: string;
  @Field(AreaPath) readonly areaPath: string;
  @Field(why) readonly why: Static<typeof why>;
  @Field(Id) readonly cause: string;
  /** Of a reward or penalty. */
  @Field(Type.Optional(StaffAmount)) readonly amount?: number;
  /** Of a correction. */
  @Field(Type.Optional(Score)) readonly before?: number;
  @Field(Type.Optional(Score)) readonly score?: number;
}

@Door('POST /v1/payrolls/:worker/:month/pay-out', {
  may: 'pay.out',
  opens: true,
  summary: 'Say that a worker has been paid what the payslip says',
})
export class PayOut {
  @Field(Payee) readonly worker: string;
  @Field(Month) readonly month: string;
}

@Door('POST /v1/payrolls/:worker/years/:year/step', {
  may: 'pay.scale',
  opens: true,
  summary: 'Put a worker on the next step of the scale, once a year',
})
export class GrantStep {
  @Field(Payee) readonly worker: string;
  @Field(Year) readonly year: string;
}
