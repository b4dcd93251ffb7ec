import { BusinessDay, CarePlanId, Instant } from '@linli/contracts';
import { Door, Field } from '@linli/service-kit';
import type { CarePlan } from './care.ts';

export interface CareMonthFacts {
  readonly plan: CarePlan;
}

/** A reaction's: on the plan's first day, and then month by month. */
export class OpenCareMonth {
  @Field(CarePlanId) readonly plan: string;
  @Field(BusinessDay) readonly from: string;
}

@Door('POST /v1/care-plans/:plan/tasks', {
  may: 'care.record',
  opens: true,
  area: (_command: object, { plan }: Partial<CareMonthFacts>) => plan?.created?.areaPath,
  summary: 'Tell that a task was done within its slot; taken until the grace of the slot is over',
})
export class RecordCareTask {
  @Field(CarePlanId) readonly plan: string;
  @Field(Instant) readonly occurredAt: string;
}

/** The timer's, once the next task or the month is over. */
export class CloseCareSlot {
  @Field(CarePlanId) readonly plan: string;
  @Field(Instant) readonly due: string;
}
