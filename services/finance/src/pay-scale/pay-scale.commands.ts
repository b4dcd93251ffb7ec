import { Amount, Month, PayKind, payScaleTerms, within } from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';
import type { Static } from 'typebox';

/** 100,000 yuan a month: no wage of a scale is more. */
const Wage = within(Amount, { maximum: 10_000_000 });
const Five = within(payScaleTerms.insurances, { minItems: 5, maxItems: 5 });

@Door('POST /v1/pay-scales/:kind', {
  may: 'pay.scale',
  opens: true,
  area: () => '',
  summary: 'Set what one kind of workers is paid from a month on, in the whole city',
})
export class SetPayScale {
  @Field(PayKind) readonly kind: string;
  @Field(Month) readonly from: string;
  @Field(Wage) readonly base: number;
  @Field(within(payScaleTerms.step, { maximum: 1_000_000 })) readonly step: number;
  @Field(payScaleTerms.steps) readonly steps: number;
  @Field(payScaleTerms.byResult) readonly byResult: number;
  @Field(Five) readonly insurances: Static<typeof Five>;
  @Field(payScaleTerms.line) readonly line: string;
  @Field(payScaleTerms.purpose) readonly purpose: string;
}
