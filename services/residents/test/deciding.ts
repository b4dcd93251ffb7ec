import type { EventMap } from '@linli/contracts';
import type { Aggregate, Asked, CommandOf, Folded } from '@linli/event-sourcing';
import { policiesOf } from '@linli/testing';

/** A stream once a command was accepted; throws when it is refused. For specs that decide thousands of times. */
export function after<Commands, State, Facts>(
  { decider }: Aggregate<Commands, EventMap, State, Facts>,
  id: string,
  stream: Folded<State>,
  command: CommandOf<Commands>,
  known: Asked<CommandOf<Commands>, Facts>['known'] = {},
): Folded<State> {
  const by = { subject: 'somebody', roles: [] };
  const decision = decider.decide({ id, command, at: 0, by, policies: policiesOf([]), known }, stream);
  if (decision.outcome === 'refused') throw new Error(`${decision.code}: ${decision.message}`);
  return decision.events.reduce((state, event) => decider.evolve(state, event), stream);
}
