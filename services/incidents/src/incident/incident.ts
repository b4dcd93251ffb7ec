import { type Catalogue, type IncidentEvent, incidentEvents } from '@linli/contracts';
import { accept, aggregate, refuse } from '@linli/event-sourcing';
import { Type } from 'typebox';
import { classOf, sameCategory } from '../catalogue/catalogue-classes.ts';
import { catalogue } from '../catalogue/catalogue.ts';
import { route } from '../routing/routing-rules.ts';
import { routing } from '../routing/routing.ts';
import { deadlineMissed, isOverdue, resumeClocks, startClock, stopClocks } from './incident.clocks.ts';
import type * as commands from './incident.commands.ts';
import { notReadyForCheck, ownCase, ownTask, whileGoing, whileOpen } from './incident.guards.ts';
import {
  type Answering,
  type Category,
  evolve,
  type GridPlace,
  type IncidentFacts,
  type IncidentState,
  sameClock,
  severityOf,
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
    id: Type.String({
      pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
      description: 'an incident is named by its UUID',
    }),
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
        // I-21: the rule, else the territorial owner; never nobody.
        const rules = moment.policy(routing);
        const { basis, lead, support } = route(rules, state.category, state.place.areaPath);
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
      DispatchTask: whileGoing(({ unit }, state) => {
        const lead = state.route?.lead;
        if (lead === undefined)
          return refuse(
            'I-21',
            'not-routed',
            'no unit answers for the incident yet; it must be routed first',
          );
        // I-17: one task at a time for now; a returned one is given out again under its own number.
        if (state.tasks.some((task) => task.state !== 'returned'))
          return refuse('I-17', 'task-open', 'a task of this incident is with a unit already');
        const taskId = state.tasks.find((task) => task.state === 'returned')?.taskId ?? '1';
        return happened({ type: 'TaskDispatched', data: { taskId, unit: unit ?? lead } });
      }),
      AcceptTask: whileGoing((command, state, moment) => {
        const task = ownTask(state, moment.by, command.taskId, ['dispatched'], 'task-not-dispatched');
        if ('outcome' in task) return task;
        const { taskId, unit } = task;
        return happened(
          { type: 'TaskAccepted', data: { taskId, unit } },
          ...stopClocks(state, moment.at, 'dispatch'),
          ...startClock(state, 'handling', moment, subjectOf(state, unit)),
        );
      }),
      ReturnTask: whileGoing(({ taskId: named, reason }, state, moment) => {
        const task = ownTask(state, moment.by, named, ['dispatched', 'accepted'], 'task-not-open');
        if ('outcome' in task) return task;
        // I-20: each return needs a reason, and is counted.
        if (reason === '') return refuse('I-20', 'reason-missing', 'a return needs a reason', 'reason');
        const { taskId, unit, returns } = task;
        const returned = {
          type: 'TaskReturned' as const,
          data: { taskId, unit, reason, returns: returns + 1 },
        };
        // The dispatch clock of a task that was never accepted runs on: passing it back gains no time.
        if (task.state === 'dispatched') return happened(returned);
        return happened(
          returned,
          ...stopClocks(state, moment.at, 'handling'),
          ...startClock(state, 'dispatch', moment, subjectOf(state, state.route?.lead)),
        );
      }),
      CompleteTask: whileGoing((command, state, moment) => {
        const task = ownTask(state, moment.by, command.taskId, ['accepted'], 'task-not-accepted');
        if ('outcome' in task) return task;
        const { taskId, unit } = task;
        return happened(
          { type: 'TaskCompleted', data: { taskId, unit } },
          ...stopClocks(state, moment.at, 'handling'),
          ...startClock(state, 'check', moment, subjectOf(state)),
        );
      }),
      PassCheck: whileGoing((_command, state, { by }) => {
        const checked = happened({ type: 'CheckPassed', data: { round: state.checks + 1 } });
        return notReadyForCheck(state) ?? ownCase(state, by) ?? checked;
      }),
      FailCheck: whileGoing(({ reason }, state, moment) => {
        // I-29: a failed check means work again, with a new clock.
        const unit = state.tasks.find((task) => task.state === 'completed')?.unit;
        const failed = happened(
          { type: 'CheckFailed', data: { round: state.checks + 1, reason } },
          ...stopClocks(state, moment.at, 'check'),
          ...startClock(state, 'handling', moment, subjectOf(state, unit)),
        );
        return notReadyForCheck(state) ?? ownCase(state, moment.by) ?? failed;
      }),
      CloseIncident: whileGoing((_command, state, { at, by }) => {
        const own = ownCase(state, by);
        if (own !== undefined) return own;
        // B-5.2: nothing is closed that the supervision centre has not checked.
        if (!state.checkPassed)
          return refuse('B-5.2', 'check-not-passed', 'an incident is closed after its check was passed');
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
