import { careEvents, CarePlanId, type DataOf, shanghaiDay } from '@linli/contracts';
import { accept, aggregate, refuse } from '@linli/event-sourcing';
import { careSlots } from './care-slots.ts';
import type * as commands from './care.commands.ts';

/** A plan as far as its rules and those of its months ask. */
export interface CarePlan {
  readonly created?: Omit<DataOf<typeof careEvents.CarePlanCreated>, 'plan'>;
  /** First day without care. */
  readonly validTo?: string;
}

/** Who is cared for, how and from when to when, stream `care-<plan>`. */
export const care = aggregate<typeof commands, CarePlan>()('care', careEvents, {
  id: CarePlanId,
  initial: {},
  areaPath: ({ created }) => created?.areaPath,
  evolve: {
    CarePlanCreated: (_, { plan: __, ...created }) => ({ created }),
    CarePlanEnded: (plan, { validTo }) => ({ ...plan, validTo }),
  },
  decide: {
    CreateCarePlan(command, { created }, { id, at, policy }) {
      if (created !== undefined) return refuse('R-48', 'created-before', 'the plan has been created before');
      // the first day is whole, so that each of its slots can be kept.
      if (command.validFrom <= shanghaiDay(at))
        return refuse('R-48', 'day-has-begun', 'care begins on a later day', 'validFrom');
      if (!policy(careSlots).slots.some(({ care }) => care === command.care))
        return refuse('R-48', 'slots-unknown', `no slots are set for ${command.care}`, 'care');
      return accept({ type: 'CarePlanCreated', data: { plan: id, ...command } });
    },
    EndCarePlan({ validTo, reason }, plan, { id, at }) {
      if (plan.created === undefined) return refuse('R-48', 'care-unknown', 'there is no such care plan');
      if (plan.validTo !== undefined)
        return refuse('R-48', 'ended-before', `the plan has ended on ${plan.validTo}`);
      // what was due on a day that is over stays done or missed.
      if (validTo < shanghaiDay(at))
        return refuse('R-48', 'day-too-early', 'a plan ends today or later', 'validTo');
      return accept({ type: 'CarePlanEnded', data: { plan: id, validTo, reason } });
    },
  },
});
