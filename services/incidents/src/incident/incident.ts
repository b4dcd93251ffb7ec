import { type Catalogue, type IncidentEvent, incidentEvents, IncidentId } from '@linli/contracts';
import { accept, type Actor, aggregate, type Decision, type Moment, refuse } from '@linli/event-sourcing';
import { firstDouble } from '@linli/patterns';
import { classOf, sameCategory } from '../catalogue/catalogue-classes.ts';
import { catalogue } from '../catalogue/catalogue.ts';
import { referred, route } from '../routing/routing-rules.ts';
import { routing } from '../routing/routing.ts';
import {
  type ClockEvent,
  deadlineMissed,
  isOverdue,
  resumeClocks,
  startClock,
  stopClocks,
} from './incident.clocks.ts';
import type * as commands from './incident.commands.ts';
import { caseStandards } from './case-standards.ts';
import {
  notReadyForCheck,
  ownCase,
  ownTask,
  returnedTask,
  whileGoing,
  whileOpen,
} from './incident.guards.ts';
import {
  type Answering,
  awaited,
  type Category,
  evolve,
  type GridPlace,
  type IncidentFacts,
  type IncidentState,
  sameClock,
  severityOf,
  type Task,
  unreported,
} from './incident.state.ts';

const happened = accept<IncidentEvent>;

/**
 * A report tells of what has happened (I-03). Milliseconds since 1970 UTC it may lie ahead, for clocks of phones and other
 * systems that are fast; and the first day that a report may be of: before it no case system of a district kept any.
 */
const fastClocks = 10 * 60_000;
const firstDay = Date.parse('2000-01-01T00:00:00+08:00');

/** The rules of one incident from the report to the closing (B-5.2), stream `incident-<uuid>`. */
export const incident = aggregate<typeof commands, IncidentState, IncidentFacts>()(
  'incident',
  incidentEvents,
  {
    id: IncidentId,
    initial: unreported,
    areaPath: ({ place }) => place?.areaPath,
    evolve,
    // C-4.4: the timer's input is the log; what it asks is decided on the incident's own events.
    timers: {
      RecordMissedDeadline: {
        due: { ClockStarted: 'due', DueTimeRecomputed: 'due' },
        of: ['stage', 'round'],
        ends: ['ClockStopped', 'DeadlineMissed'],
      },
    },
    decide: {
      ReportIncident(report, state, moment) {
        const { category, severity, source, occurredAt } = report;
        const { grid } = moment.known;
        if (state.report !== undefined) {
          const { source: first } = state.report;
          // I-03: what another system has sent is one incident, under however many keys it is sent.
          const same = first?.system === source?.system && first?.reference === source?.reference;
          if (source !== undefined && same) return happened();
          return refuse('B-5.2', 'already-reported', 'this incident has been reported before');
        }
        if (Date.parse(occurredAt) > moment.at + fastClocks)
          return refuse('I-03', 'occurs-later', 'it cannot have happened later than now', 'occurredAt');
        if (Date.parse(occurredAt) < firstDay)
          return refuse('I-03', 'occurred-too-early', 'nothing is reported of before 2000', 'occurredAt');
        // I-03: only a class of the catalogue in force classifies; a report of anything else waits for the dispatcher.
        const inForce = moment.policy(catalogue);
        const classified = category !== undefined && classOf(inForce, category) !== undefined;
        return happened(
          { type: 'IncidentReported', data: report },
          ...(classified ? [classifiedAs(category, inForce)] : []),
          // I-08: a point outside every grid waits to be located.
          ...(grid === undefined ? [] : [locatedIn(grid)]),
          ...startClock(state, 'triage', moment, { category: classified ? category : undefined, severity }),
        );
      },
      ClassifyIncident: whileOpen(({ category }, state, { policy }) => {
        if (state.category !== undefined) {
          if (sameCategory(state.category, category)) return happened();
          return refuse('I-03', 'already-classified', 'the incident has a class already', 'category');
        }
        // I-03: a ninth disorder needs a catalogue version that has it, in force before the incident opened.
        const inForce = policy(catalogue);
        if (classOf(inForce, category) === undefined) {
          const message = `catalogue version ${inForce.version} has no such class`;
          return refuse('I-03', 'class-not-in-catalogue', message, 'category');
        }
        return happened(classifiedAs(category, inForce));
      }),
      LocateIncident: whileOpen((_command, state, { known: { grid } }) => {
        // I-08: exactly one grid, and it stays so once somebody answers for the place.
        if (state.route !== undefined) {
          const message = 'the incident has been routed by its place; that stays';
          return refuse('I-08', 'already-routed', message, 'point');
        }
        if (grid === undefined)
          return refuse('I-08', 'outside-every-grid', 'the point lies in no grid of the city', 'point');
        const before = state.place;
        const { lon, lat } = grid.point;
        if (before !== undefined && before.point.lon === lon && before.point.lat === lat) return happened();
        return happened(locatedIn(grid, before?.areaPath));
      }),
      RouteIncident: whileGoing(({ answering }, state, moment) => {
        if (state.route !== undefined) return happened();
        if (state.category === undefined)
          return refuse('I-21', 'not-classified', 'an incident is routed by its class; classify it first');
        if (state.place === undefined)
          return refuse('I-21', 'not-located', 'an incident is routed by its place; locate it first');
        const byMachine = sentByMachine(state, moment.by);
        if (byMachine !== undefined) return byMachine;
        // I-21: the rule, else the territorial owner; never nobody.
        const rules = moment.policy(routing);
        const { basis, lead, support } = referred(
          route(rules, state.category, state.place.areaPath),
          state.report?.referral?.unit,
        );
        return happened(
          {
            type: 'IncidentRouted',
            data: { basis, routingVersion: rules.version, ...answeringFor(state.place.areaPath, answering) },
          },
          { type: 'LeadUnitAssigned', data: { unit: lead } },
          ...support.map((unit) => ({ type: 'SupportUnitAssigned' as const, data: { unit } })),
          ...stopClocks(state, moment.at, 'triage'),
          ...startClock(state, 'dispatch', moment, subjectOf(state, lead)),
        );
      }),
      // P-02: an incident goes to who answered when it was routed; what is over stays as it was.
      RerouteIncident({ answering }, { route, closed }) {
        if (route === undefined || closed !== undefined || route.holder === answering.holder)
          return happened();
        return happened({ type: 'IncidentRerouted', data: answering });
      },
      DispatchTask: whileGoing(({ unit, taskId }, state, { by }) => {
        const lead = state.route?.lead;
        if (lead === undefined) return notRouted();
        const byMachine = sentByMachine(state, by);
        if (byMachine !== undefined) return byMachine;
        if (state.tasks.length === 0) {
          const data = { taskId: '1', unit: unit ?? lead };
          return happened({ type: 'TaskDispatched', data });
        }
        // I-17: a unit keeps its task; a returned one is given out again under its own number.
        const task = returnedTask(state, taskId);
        if (task === undefined)
          return refuse('I-17', 'task-open', 'a task of this incident is with a unit already');
        return happened({ type: 'TaskDispatched', data: { taskId: task.taskId, unit: unit ?? lead } });
      }),
      DispatchJointTask: whileGoing(({ units }, state, { by }) => {
        if (state.route?.lead === undefined) return notRouted();
        const byMachine = sentByMachine(state, by);
        if (byMachine !== undefined) return byMachine;
        if (state.tasks.length > 0)
          return refuse('I-17', 'task-open', 'the incident has been given to a unit already');
        // I-17: one task for each unit; the incident waits for all of them.
        const twice = firstDouble(units);
        if (twice !== undefined) return refuse('I-17', 'unit-twice', `${twice} is named twice`, 'units');
        return happened(
          ...units.map((unit, index) => ({
            type: 'TaskDispatched' as const,
            data: { taskId: String(index + 1), unit },
          })),
        );
      }),
      ForceAssign: whileGoing(({ taskId, reason }, state) => {
        const lead = state.route?.lead;
        if (lead === undefined) return notRouted();
        // I-20: what has been given back goes to who answers for the place.
        const task = returnedTask(state, taskId);
        if (task === undefined)
          return refuse('I-20', 'task-not-returned', 'no such task has been given back');
        return happened({ type: 'TaskForceAssigned', data: { taskId: task.taskId, unit: lead, reason } });
      }),
      AcceptTask: whileGoing((command, state, moment) => {
        const task = ownTask(state, moment.by, command.taskId, ['dispatched'], 'task-not-dispatched');
        if ('outcome' in task) return task;
        const { taskId, unit } = task;
        return happened(
          { type: 'TaskAccepted', data: { taskId, unit } },
          ...moveOn(state, { ...task, state: 'accepted' }, moment),
        );
      }),
      ReturnTask: whileGoing(({ taskId: named, reason }, state, moment) => {
        const task = ownTask(state, moment.by, named, ['dispatched', 'accepted'], 'task-not-open');
        if ('outcome' in task) return task;
        // I-20: each return needs a reason, and is counted.
        if (reason === '') return refuse('I-20', 'reason-missing', 'a return needs a reason', 'reason');
        if (task.forced)
          return refuse('I-20', 'task-forced', 'the task is with the lead by force; it stays there');
        const { taskId, unit } = task;
        const returns = task.returns + 1;
        const lead = state.route?.lead;
        // I-20: 不推诿: the last return that the standards allow puts the task to the lead by force.
        const isPassed = lead !== undefined && returns >= moment.policy(caseStandards).returnLimit;
        // The dispatch clock of a task that was never accepted runs on: passing it back gains no time.
        return happened(
          { type: 'TaskReturned', data: { taskId, unit, reason, returns } },
          ...(isPassed
            ? [
                { type: 'BuckPassingFlagged' as const, data: { taskId, returns } },
                { type: 'TaskForceAssigned' as const, data: { taskId, unit: lead } },
              ]
            : []),
          ...moveOn(state, { ...task, state: 'returned' }, moment),
        );
      }),
      CompleteTask: whileGoing((command, state, moment) => {
        const task = ownTask(state, moment.by, command.taskId, ['accepted'], 'task-not-accepted');
        if ('outcome' in task) return task;
        const { taskId, unit } = task;
        return happened(
          { type: 'TaskCompleted', data: { taskId, unit } },
          ...moveOn(state, { ...task, state: 'completed' }, moment),
        );
      }),
      TagUncertainty: whileOpen(({ uncertainty }, { uncertain }) =>
        uncertain.includes(uncertainty)
          ? happened()
          : happened({ type: 'UncertaintyTagged', data: { uncertainty } }),
      ),
      ResolveUncertainty: whileOpen(({ uncertainty }, { uncertain }) => {
        if (!uncertain.includes(uncertainty))
          return refuse(
            'I-14',
            'not-uncertain',
            `the ${uncertainty} is not tagged as unknown`,
            'uncertainty',
          );
        return happened({ type: 'UncertaintyResolved', data: { uncertainty } });
      }),
      ClassifyPoliceFunction: whileOpen(({ function: named }, state) => {
        if (!isPoliceEvent(state))
          return refuse('I-07', 'no-police-event', 'the police neither lead it nor have a task of it');
        if (state.policeFunction === named) return happened();
        return happened({ type: 'PoliceFunctionClassified', data: { function: named } });
      }),
      ClassifyConflict: whileOpen(({ conflict, cause }, state, { id, known }) => {
        // I-16: a conflict caused by enforcement links to the incident that was enforced.
        if (conflict === 'enforcement' && cause === undefined)
          return refuse('I-16', 'cause-missing', 'name the enforcement that has caused it', 'cause');
        if (cause !== undefined && known.cause === undefined)
          return refuse('I-16', 'cause-unknown', `no incident ${cause} is known`, 'cause');
        if (known.cause !== undefined && (cause === id || !isWith(known.cause, 'enforcement')))
          return refuse(
            'I-16',
            'no-enforcement',
            'the cause is another incident of the enforcement',
            'cause',
          );
        const before = state.conflict;
        if (before?.conflict === conflict && before.cause === cause) return happened();
        const data = cause === undefined ? { conflict } : { conflict, cause };
        return happened({ type: 'ConflictClassified', data });
      }),
      PassCheck: whileGoing((_command, state, { by }) => {
        const checked = happened({ type: 'CheckPassed', data: { round: state.checks + 1 } });
        return notReadyForCheck(state) ?? ownCase(state, by) ?? checked;
      }),
      FailCheck: whileGoing(({ reason }, state, moment) => {
        // I-29: a failed check means work again, with a new clock.
        const failed = happened(
          { type: 'CheckFailed', data: { round: state.checks + 1, reason } },
          ...stopClocks(state, moment.at, 'check'),
          ...startClock(state, 'handling', moment, subjectOf(state, handlingUnit(state))),
        );
        return notReadyForCheck(state) ?? ownCase(state, moment.by) ?? failed;
      }),
      CloseIncident: whileGoing((_command, state, { at, by }) => {
        const own = ownCase(state, by);
        if (own !== undefined) return own;
        // B-5.2: nothing is closed that the supervision centre has not checked.
        if (!state.checkPassed)
          return refuse('B-5.2', 'check-not-passed', 'an incident is closed after its check was passed');
        // I-07: what the police had to do with is told apart by its function before it is closed.
        if (isPoliceEvent(state) && state.policeFunction === undefined)
          return refuse('I-07', 'police-function-missing', 'say which function of the police it is of');
        return happened({ type: 'IncidentClosed', data: { outcome: 'handled' } }, ...stopClocks(state, at));
      }),
      VoidIncident: whileOpen(({ reason }, state, { at, by }) => {
        const voided = { type: 'IncidentClosed' as const, data: { outcome: 'voided' as const, reason } };
        return ownCase(state, by) ?? happened(voided, ...stopClocks(state, at));
      }),
      ParkIncident: whileGoing(({ reason }, state, { at }) => {
        // C-4.4: what was overdue before the pause has been missed; the pause does not hide it.
        const missed = state.clocks.filter((clock) => isOverdue(state, clock, at)).map(deadlineMissed);
        return happened(...missed, { type: 'IncidentParked', data: { reason } });
      }),
      ResumeIncident: whileOpen((_command, state, moment) => {
        if (state.parked === undefined)
          return refuse('C-4.3', 'incident-not-parked', 'the incident is not parked');
        const { since } = state.parked;
        return happened({ type: 'IncidentResumed', data: {} }, ...resumeClocks(state, since, moment));
      }),
      /** What does not hold any more (stopped, parked, missed before, another due time) records nothing. */
      RecordMissedDeadline(missing, state, { at }) {
        const clock = state.clocks.find(
          (one) => sameClock(one, missing) && one.due === Date.parse(missing.due),
        );
        const missed = clock !== undefined && isOverdue(state, clock, at);
        return missed ? happened(deadlineMissed(clock)) : happened();
      },
    },
  },
);

function subjectOf(state: IncidentState, unit?: string) {
  const subject = { category: state.category, severity: severityOf(state) };
  return unit === undefined ? subject : { ...subject, unit };
}

/** Who was found to answer, unless the incident has been put into another place since. */
function answeringFor(areaPath: string, answering: Answering | undefined) {
  if (answering === undefined || answering.areaPath !== areaPath) return {};
  const { areaPath: _, ...found } = answering;
  return found;
}

/** Who is on the handling clock: the unit of the task, or the lead where several units work (I-17). */
function handlingUnit({ tasks, route }: IncidentState): string | undefined {
  return tasks.length === 1 ? tasks[0]?.unit : route?.lead;
}

/** The clocks after a task has gone a step: they move on with the task that is least far. */
function moveOn(state: IncidentState, task: Task, moment: Moment<IncidentFacts>): readonly ClockEvent[] {
  const before = awaited(state.tasks);
  const after = awaited(state.tasks.map((other) => (other.taskId === task.taskId ? task : other)));
  if (before === after) return [];
  const units = { dispatch: state.route?.lead, handling: handlingUnit(state), check: undefined };
  return [
    ...stopClocks(state, moment.at, before),
    ...startClock(state, after, moment, subjectOf(state, units[after])),
  ];
}

/** Whether a line department leads the incident or has a task of it: `police` of `police:420105`. */
function isWith({ route, tasks }: IncidentState, department: string): boolean {
  const units = [route?.lead, ...tasks.map(({ unit }) => unit)];
  return units.some((unit) => unit?.startsWith(`${department}:`));
}

function isPoliceEvent(state: IncidentState): boolean {
  return isWith(state, 'police');
}

/** I-14: an urgent incident whose state is not known is sent by a person, never by a reaction of ours. */
function sentByMachine(state: IncidentState, { subject }: Actor): Decision<IncidentEvent> | undefined {
  const isUnclear = severityOf(state) === 'urgent' && state.uncertain.includes('state');
  if (!isUnclear || !subject.startsWith('policy:')) return undefined;
  return refuse('I-14', 'state-unknown', 'it is urgent and its state is not known; a person sends it');
}

function notRouted(): Decision<IncidentEvent> {
  return refuse('I-21', 'not-routed', 'no unit answers for the incident yet; it must be routed first');
}

function classifiedAs(category: Category, { version }: Catalogue): IncidentEvent {
  return { type: 'IncidentClassified', data: { catalogueVersion: version, category } };
}

function locatedIn({ point, code, areaPath }: GridPlace, previousAreaPath?: string): IncidentEvent {
  const moved = previousAreaPath !== undefined && previousAreaPath !== areaPath;
  return {
    type: 'IncidentLocated',
    data: { point, gridCode: code, areaPath, ...(moved ? { previousAreaPath } : {}) },
  };
}
