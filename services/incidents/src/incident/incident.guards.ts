import type { IncidentEvent } from '@linli/contracts';
import { type Decision, type Moment, refuse, type Refusal } from '@linli/event-sourcing';
import { stageOf, type IncidentFacts, type IncidentState, type Task } from './incident.state.ts';

type Rule<Command> = (
  command: Command,
  state: IncidentState,
  moment: Moment<IncidentFacts>,
) => Decision<IncidentEvent>;

/** A rule for incidents that have been reported and are not over. */
export function whileOpen<Command>(rule: Rule<Command>): Rule<Command> {
  return (command, state, moment) => notOpen(state) ?? rule(command, state, moment);
}

/** C-4.3: while it is parked nothing goes on; what the reporter adds (class, place) may come in. */
export function whileGoing<Command>(rule: Rule<Command>): Rule<Command> {
  return whileOpen((command, state, moment) => {
    if (state.parked !== undefined)
      return refuse('C-4.3', 'incident-parked', 'the incident is parked; resume it first');
    return rule(command, state, moment);
  });
}

/** Refuses what is asked of an incident that does not exist or is over. */
function notOpen(state: IncidentState): Refusal | undefined {
  const stage = stageOf(state);
  if (stage === undefined) return refuse('B-5.2', 'incident-unknown', 'no such incident has been reported');
  if (stage === 'closed' || stage === 'voided')
    return refuse('B-5.2', 'incident-closed', `the incident is ${stage}`);
  return undefined;
}

/** Refuses a check before every task is completed (I-17), and a second one after it was passed. */
export function notReadyForCheck(state: IncidentState): Refusal | undefined {
  if (state.checkPassed) return refuse('B-5.2', 'check-already-passed', 'the check has been passed');
  if (state.tasks.length === 0 || state.tasks.some((task) => task.state !== 'completed'))
    return refuse('I-17', 'task-not-completed', 'it is checked when every task is completed');
  return undefined;
}

/** B-5.2: the party that does the work never checks, closes or voids the case. */
export function ownCase(state: IncidentState, { unit }: { readonly unit?: string }): Refusal | undefined {
  if (!state.tasks.some((task) => task.unit === unit)) return undefined;
  return refuse('B-5.2', 'own-case', `${unit} handles this incident and cannot judge it`, 'unit');
}

/** The unit's task, if it is in one of the expected states; I-17: a unit acts for its own tasks alone. */
export function ownTask(
  state: IncidentState,
  { unit }: { readonly unit?: string },
  taskId: string | undefined,
  expected: readonly Task['state'][],
  otherwise: string,
): Task | Refusal {
  const named = state.tasks.filter((task) => taskId === undefined || task.taskId === taskId);
  if (named.length === 0) return refuse('I-17', 'no-such-task', 'the incident has no such task', 'taskId');
  const own = named.filter((task) => task.unit === unit);
  if (own.length === 0)
    return refuse('I-17', 'task-of-other-unit', `the task is not with ${unit ?? 'no unit'}`, 'unit');
  const ready = own.find((task) => expected.includes(task.state));
  return ready ?? refuse('I-17', otherwise, `the task is ${own[0]?.state}, not ${expected.join(' or ')}`);
}

/** The task that waits to be given out again: the one named, or the first. */
export function returnedTask({ tasks }: IncidentState, taskId: string | undefined): Task | undefined {
  return tasks.find((task) => task.state === 'returned' && (taskId === undefined || task.taskId === taskId));
}
