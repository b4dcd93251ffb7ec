import type { IncidentsEvent } from '@linli/contracts';
import { accept, refuse, type Decider, type Decision } from '@linli/event-sourcing';
import { classOf, sameCategory, type Catalogue } from '../catalogue/catalogue-classes.ts';
import { route, type Routing } from '../routing/routing-rules.ts';
import {
  deadlineMissed,
  isOverdue,
  resumeClocks,
  startClock,
  stopClocks,
  type ClockPolicies,
} from './incident.clocks.ts';
import { notOpen, notReadyForCheck, ownCase, ownTask } from './incident.guards.ts';
import type { GridPlace, IncidentIntent } from './incident.intents.ts';
import {
  evolve,
  sameClock,
  severityOf,
  unreported,
  type Category,
  type IncidentFact,
  type IncidentState,
} from './incident.state.ts';

/** The policy versions a case is judged by: those in force when it opened, for all of its life (I-02, I-04). */
export interface PoliciesInForce extends ClockPolicies {
  readonly catalogue: Catalogue;
  readonly routing: Routing;
}

/** What is asked of an incident, when (milliseconds since 1970 UTC), and under which policies. */
export type IncidentCommand = IncidentIntent & { readonly at: number; readonly policies: PoliciesInForce };

type Command<Type extends IncidentIntent['type']> = Extract<IncidentIntent, { type: Type }> &
  Pick<IncidentCommand, 'at' | 'policies'>;

type Answer = Decision<IncidentsEvent>;
const happened = accept<IncidentsEvent>;

/** The rules of one incident from the report to the closing (B-5.2). */
export const incident: Decider<IncidentCommand, IncidentFact, IncidentState> = {
  initialState: unreported,
  decide(asked, state) {
    // A process clock may step back, an incident's time does not.
    const command = asked.at < state.latest ? { ...asked, at: state.latest } : asked;
    switch (command.type) {
      case 'ReportIncident':
        return report(command, state);
      case 'RecordMissedDeadline':
        return recordMissedDeadline(command, state);
      default:
        return notOpen(state) ?? proceed(command, state);
    }
  },
  evolve,
};

function proceed(
  command: Exclude<IncidentCommand, { type: 'ReportIncident' | 'RecordMissedDeadline' }>,
  state: IncidentState,
): Answer {
  switch (command.type) {
    case 'ClassifyIncident':
      return classify(command, state);
    case 'LocateIncident':
      return locate(command, state);
    case 'VoidIncident':
      return ownCase(state, command.unit) ?? voidIncident(command, state);
    case 'ResumeIncident':
      return resume(command, state);
    default:
      break;
  }
  // C-4.3: while it is parked nothing goes on; what the reporter adds (class, place) may come in.
  if (state.parked !== undefined)
    return refuse('C-4.3', 'incident-parked', 'the incident is parked; resume it first');
  switch (command.type) {
    case 'RouteIncident':
      return routeIncident(command, state);
    case 'DispatchTask':
      return dispatch(command, state);
    case 'AcceptTask':
      return acceptTask(command, state);
    case 'ReturnTask':
      return returnTask(command, state);
    case 'CompleteTask':
      return completeTask(command, state);
    case 'PassCheck':
      return notReadyForCheck(state) ?? ownCase(state, command.unit) ?? passCheck(state);
    case 'FailCheck':
      return notReadyForCheck(state) ?? ownCase(state, command.unit) ?? failCheck(command, state);
    case 'CloseIncident':
      return ownCase(state, command.unit) ?? close(command, state);
    case 'ParkIncident':
      return park(command, state);
  }
}

function report({ report, grid, at, policies }: Command<'ReportIncident'>, state: IncidentState): Answer {
  if (state.report !== undefined)
    return refuse('B-5.2', 'already-reported', 'this incident has been reported before');
  const { category, severity } = report;
  // I-03: only a class of the catalogue in force classifies; a report of anything else waits for the dispatcher.
  const classified = category !== undefined && classOf(policies.catalogue, category) !== undefined;
  return happened(
    { type: 'IncidentReported', data: report },
    ...(classified ? [classifiedAs(category, policies.catalogue)] : []),
    // I-08: a point outside every grid waits to be located.
    ...(grid === undefined ? [] : [locatedIn(grid)]),
    ...startClock(state, 'triage', at, policies, { category: classified ? category : undefined, severity }),
  );
}

function classify({ category, policies }: Command<'ClassifyIncident'>, state: IncidentState): Answer {
  if (state.category !== undefined) {
    if (sameCategory(state.category, category)) return happened();
    return refuse('I-03', 'already-classified', 'the incident has a class already', 'category');
  }
  // I-03: a ninth disorder needs a catalogue version that has it, in force before the incident opened.
  if (classOf(policies.catalogue, category) === undefined) {
    const version = `version ${policies.catalogue.version}`;
    return refuse('I-03', 'class-not-in-catalogue', `catalogue ${version} has no such class`, 'category');
  }
  return happened(classifiedAs(category, policies.catalogue));
}

function locate({ grid }: Command<'LocateIncident'>, state: IncidentState): Answer {
  // I-08: exactly one grid, and it stays so once somebody answers for the place.
  if (state.route !== undefined)
    return refuse('I-08', 'already-routed', 'the incident has been routed by its place; that stays', 'point');
  if (grid === undefined)
    return refuse('I-08', 'outside-every-grid', 'the point lies in no grid of the city', 'point');
  const before = state.place;
  const { lon, lat } = grid.point;
  if (before !== undefined && before.point.lon === lon && before.point.lat === lat) return happened();
  return happened(locatedIn(grid, before?.areaPath));
}

function routeIncident({ at, policies }: Command<'RouteIncident'>, state: IncidentState): Answer {
  if (state.route !== undefined) return happened();
  if (state.category === undefined)
    return refuse('I-21', 'not-classified', 'an incident is routed by its class; classify it first');
  if (state.place === undefined)
    return refuse('I-21', 'not-located', 'an incident is routed by its place; locate it first');
  // I-21: the rule, else the territorial owner; never nobody.
  const { basis, lead, support } = route(policies.routing, state.category, state.place.areaPath);
  return happened(
    { type: 'IncidentRouted', data: { basis, routingVersion: policies.routing.version } },
    { type: 'LeadUnitAssigned', data: { unit: lead } },
    ...support.map((unit) => ({ type: 'SupportUnitAssigned' as const, data: { unit } })),
    ...stopClocks(state, at, 'triage'),
    ...startClock(state, 'dispatch', at, policies, subjectOf(state, lead)),
  );
}

function dispatch({ unit }: Command<'DispatchTask'>, state: IncidentState): Answer {
  const lead = state.route?.lead;
  if (lead === undefined)
    return refuse('I-21', 'not-routed', 'no unit answers for the incident yet; it must be routed first');
  // I-17: one task at a time for now; a returned one is given out again under its own number.
  if (state.tasks.some((task) => task.state !== 'returned'))
    return refuse('I-17', 'task-open', 'a task of this incident is with a unit already');
  const taskId = state.tasks.find((task) => task.state === 'returned')?.taskId ?? '1';
  return happened({ type: 'TaskDispatched', data: { taskId, unit: unit ?? lead } });
}

function acceptTask(command: Command<'AcceptTask'>, state: IncidentState): Answer {
  const task = ownTask(state, command, ['dispatched'], 'task-not-dispatched');
  if ('outcome' in task) return task;
  const { taskId, unit } = task;
  return happened(
    { type: 'TaskAccepted', data: { taskId, unit } },
    ...stopClocks(state, command.at, 'dispatch'),
    ...startClock(state, 'handling', command.at, command.policies, subjectOf(state, unit)),
  );
}

function returnTask(command: Command<'ReturnTask'>, state: IncidentState): Answer {
  const task = ownTask(state, command, ['dispatched', 'accepted'], 'task-not-open');
  if ('outcome' in task) return task;
  // I-20: each return needs a reason, and is counted.
  if (command.reason === '') return refuse('I-20', 'reason-missing', 'a return needs a reason', 'reason');
  const { taskId, unit, returns } = task;
  const returned = {
    type: 'TaskReturned' as const,
    data: { taskId, unit, reason: command.reason, returns: returns + 1 },
  };
  // The dispatch clock of a task that was never accepted runs on: passing it back gains no time.
  if (task.state === 'dispatched') return happened(returned);
  return happened(
    returned,
    ...stopClocks(state, command.at, 'handling'),
    ...startClock(state, 'dispatch', command.at, command.policies, subjectOf(state, state.route?.lead)),
  );
}

function completeTask(command: Command<'CompleteTask'>, state: IncidentState): Answer {
  const task = ownTask(state, command, ['accepted'], 'task-not-accepted');
  if ('outcome' in task) return task;
  const { taskId, unit } = task;
  return happened(
    { type: 'TaskCompleted', data: { taskId, unit } },
    ...stopClocks(state, command.at, 'handling'),
    ...startClock(state, 'check', command.at, command.policies, subjectOf(state)),
  );
}

function passCheck(state: IncidentState): Answer {
  return happened({ type: 'CheckPassed', data: { round: state.checks + 1 } });
}

function failCheck({ reason, at, policies }: Command<'FailCheck'>, state: IncidentState): Answer {
  // I-29: a failed check means work again, with a new clock.
  const unit = state.tasks.find((task) => task.state === 'completed')?.unit;
  return happened(
    { type: 'CheckFailed', data: { round: state.checks + 1, reason } },
    ...stopClocks(state, at, 'check'),
    ...startClock(state, 'handling', at, policies, subjectOf(state, unit)),
  );
}

function close({ at }: Command<'CloseIncident'>, state: IncidentState): Answer {
  // B-5.2: nothing is closed that the supervision centre has not checked.
  if (!state.checkPassed)
    return refuse('B-5.2', 'check-not-passed', 'an incident is closed after its check was passed');
  return happened({ type: 'IncidentClosed', data: { outcome: 'handled' } }, ...stopClocks(state, at));
}

function voidIncident({ reason, at }: Command<'VoidIncident'>, state: IncidentState): Answer {
  return happened({ type: 'IncidentClosed', data: { outcome: 'voided', reason } }, ...stopClocks(state, at));
}

function park({ reason, at }: Command<'ParkIncident'>, state: IncidentState): Answer {
  // C-4.4: what was overdue before the pause has been missed; the pause does not hide it.
  const missed = state.clocks.filter((clock) => isOverdue(state, clock, at)).map(deadlineMissed);
  return happened(...missed, { type: 'IncidentParked', data: { reason } });
}

function resume({ at, policies }: Command<'ResumeIncident'>, state: IncidentState): Answer {
  if (state.parked === undefined) return refuse('C-4.3', 'incident-not-parked', 'the incident is not parked');
  const { since } = state.parked;
  if (since === undefined) throw new TypeError('IncidentParked was folded without the time it was recorded');
  return happened(
    { type: 'IncidentResumed', data: {} },
    ...resumeClocks(state, since, at, policies.calendar),
  );
}

/**
 * The timer's command (C-4.4). What does not hold any more (stopped, parked, missed before, another due time) records
 * nothing: firing twice, late or from a stale agenda changes nothing.
 */
function recordMissedDeadline(command: Command<'RecordMissedDeadline'>, state: IncidentState): Answer {
  const clock = state.clocks.find((running) => sameClock(running, command) && running.due === command.due);
  return clock !== undefined && isOverdue(state, clock, command.at)
    ? happened(deadlineMissed(clock))
    : happened();
}

function subjectOf(state: IncidentState, unit?: string) {
  const subject = { category: state.category, severity: severityOf(state) };
  return unit === undefined ? subject : { ...subject, unit };
}

function classifiedAs(category: Category, { version }: Catalogue): IncidentsEvent {
  return { type: 'IncidentClassified', data: { catalogueVersion: version, category } };
}

function locatedIn({ point, code, areaPath }: GridPlace, previousAreaPath?: string): IncidentsEvent {
  const moved = previousAreaPath !== undefined && previousAreaPath !== areaPath;
  return {
    type: 'IncidentLocated',
    data: { point, gridCode: code, areaPath, ...(moved ? { previousAreaPath } : {}) },
  };
}
