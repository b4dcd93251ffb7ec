import type { EventMap, EventsOf } from '@linli/contracts';
import type { Aggregate, CommandOf } from '@linli/event-sourcing';
import { given, type GivenMoment } from '@linli/testing';

/** Asks a stream one command after the other, and answers what was recorded with each; a refusal records nothing. */
export function play<Commands, Events extends EventMap, State, Facts>(
  aggregate: Aggregate<Commands, Events, State, Facts>,
  steps: readonly (readonly [CommandOf<Commands>, GivenMoment<Facts>?])[],
): readonly (readonly EventsOf<Events>[])[] {
  const past: EventsOf<Events>[] = [];
  return steps.map(([command, moment]) => {
    const { decision } = given(aggregate)
      .events(...(past as unknown as readonly never[]))
      .when(command, moment);
    if (decision.outcome === 'refused') return [];
    past.push(...decision.events);
    return decision.events;
  });
}
