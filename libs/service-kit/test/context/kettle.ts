import {
  AreaPath,
  type EventsOf,
  incidentEvents,
  incidentsPolicyEvents,
  incidentsReactionEvents,
} from '@linli/contracts';
import { accept, aggregate, type Policy, refuse, unchanged } from '@linli/event-sourcing';
import { contextModule, reaction, serve, view } from '../../src/index.ts';
import type * as kettleCommands from './kettle.commands.ts';
import * as commands from './kettle.commands.ts';
import { Type } from 'typebox';

/** A kettle: a context as small as can be, told in events of the published language. */
const { ClockStarted, ClockStopped, DeadlineMissed, IncidentParked, TaskCompleted, IncidentLocated } =
  incidentEvents;
export const events = {
  ClockStarted,
  ClockStopped,
  DeadlineMissed,
  IncidentParked,
  TaskCompleted,
  IncidentLocated,
};

export interface Kettle {
  readonly areaPath?: string;
  readonly rounds: readonly { readonly round: number; readonly due: string; readonly missed?: true }[];
  readonly notes: number;
}

function policy(name: string, event: Policy['event'], judges: Policy['judges'], first: unknown): Policy {
  return {
    name,
    stream: name,
    event,
    judges,
    first,
    decider: {
      initialState: { version: 0 },
      decide: ({ content }, { version }) =>
        (content as { version: number }).version === version + 1
          ? accept({ type: event.type, data: content })
          : refuse('I-04', 'version-out-of-order', `after ${version}`, 'version'),
      evolve: (_state, { data }) => ({ version: (data as { version: number }).version }),
    },
  };
}
const rules = (amount: number) => ({
  rules: [{ standard: 'S', codePrefix: '', stage: 'check' as const, kind: 'work_hours' as const, amount }],
});
export const limits = policy('limits', incidentsPolicyEvents.CategoryDeadlinesSet, 'opening', {
  version: 1,
  ...rules(1),
});
export const calendar = policy('calendar', incidentsPolicyEvents.CalendarPublished, 'now', {
  version: 1,
  officeHours: [{ from: '08:30', to: '12:00' }],
  holidays: [],
  makeUpWorkDays: [],
});
export const limitsOf = (version: number) => ({ version, ...rules(version) });
export const calendarOf = (version: number) => ({ ...(calendar.first as object), version });

/** What each decision has read, in order: versions of both policies. */
export const read: { limits: number; calendar: number }[] = [];
/** What the reaction does; a spec sets it. */
export const conduct: { fails?: Error } = {};

export const kettle = aggregate<typeof kettleCommands, Kettle, { neighbour: Kettle }>()('kettle', events, {
  initial: { rounds: [], notes: 0 },
  areaPath: ({ areaPath }) => areaPath,
  evolve: {
    IncidentLocated: (state, { areaPath }) => ({ ...state, areaPath }),
    ClockStarted: (state, { round, due }) => ({ ...state, rounds: [...state.rounds, { round, due }] }),
    ClockStopped: unchanged,
    DeadlineMissed: (state, { round }) => ({
      ...state,
      rounds: state.rounds.map((one) => (one.round === round ? { ...one, missed: true } : one)),
    }),
    IncidentParked: (state) => ({ ...state, notes: state.notes + 1 }),
    TaskCompleted: unchanged,
  },
  decide: {
    PutOn({ areaPath, due }, _state, moment) {
      const [one, other] = [moment.policy(limits), moment.policy(calendar)] as { version: number }[];
      read.push({ limits: one?.version ?? 0, calendar: other?.version ?? 0 });
      const point = { lon: 114.2, lat: 30.5 };
      return accept<EventsOf<typeof events>>(
        { type: 'IncidentLocated', data: { point, gridCode: 'G1', areaPath } },
        started(1, due, moment.at),
      );
    },
    PutOnAgain({ round, due }, state, moment) {
      if (state.areaPath === undefined) return refuse('R-00', 'kettle-unknown', 'there is no such kettle');
      const [one, other] = [moment.policy(limits), moment.policy(calendar)] as { version: number }[];
      read.push({ limits: one?.version ?? 0, calendar: other?.version ?? 0 });
      return accept(started(Number(round), due, moment.at));
    },
    Pour({ reason }, { areaPath }, { by, known }) {
      if (areaPath === undefined) return refuse('R-00', 'kettle-unknown', 'there is no such kettle');
      if (reason === 'not_alone' && known.neighbour === undefined)
        return refuse('R-00', 'neighbour-unknown', 'nobody is there', 'reason');
      return accept({ type: 'TaskCompleted', data: { taskId: '1', unit: by.unit ?? 'nobody' } });
    },
    RecordBoiledDry({ stage, round, due }, state, { at }) {
      const running = state.rounds.find((one) => one.round === round && one.due === due && !one.missed);
      if (running === undefined || at <= Date.parse(due)) return accept();
      return accept({ type: 'DeadlineMissed', data: { stage, round, due } });
    },
    NoteBeside: (_command, { notes }) =>
      notes > 0
        ? refuse('R-00', 'noted', 'one note is enough')
        : accept({ type: 'IncidentParked', data: { reason: 'note' } }),
  },
  timers: {
    RecordBoiledDry: {
      due: { ClockStarted: 'due' },
      of: ['stage', 'round'],
      ends: ['ClockStopped', 'DeadlineMissed'],
    },
  },
});

function started(round: number, due: string, at: number) {
  return {
    type: 'ClockStarted' as const,
    data: {
      stage: 'check' as const,
      round,
      kind: 'natural_days' as const,
      amount: 1,
      startedAt: new Date(at).toISOString(),
      due,
      deadlinesVersion: 1,
      calendarVersion: 1,
    },
  };
}

export const kettles = view('kettles', 1, {
  of: events,
  stream: kettle,
  document: { id: Type.String(), areaPath: AreaPath, rounds: Type.Integer(), due: Type.Integer() },
  fields: { areaPath: 'text', due: 'integer' },
  indexes: [['due', 'areaPath']],
  on: {
    IncidentLocated: (_, { streamId, data }) => ({
      id: kettle.idOf(streamId) ?? '',
      areaPath: data.areaPath,
      rounds: 0,
      due: 0,
    }),
    ClockStarted: (body, { data }) => {
      if (data.round === 9) throw new Error('nine rounds are too many to count');
      return body && { ...body, rounds: body.rounds + 1, due: Date.parse(data.due) };
    },
  },
  doors: {
    list: 'GET /v1/kettles',
    one: 'GET /v1/kettles/:id',
    may: 'operations.read',
    summary: 'Kettles by when they boil',
    unknown: 'kettle-unknown',
    orderBy: 'due',
  },
});

export const KettleModule = contextModule('incidents', {
  access: {
    permissions: { 'kettle.use': 'put a kettle on', 'kettle.pour': 'pour it' },
    roles: { cook: { who: '厨师', may: ['kettle.use', 'kettle.pour'] } },
  },
  aggregates: [
    serve(kettle, commands, {
      answer: (id) => ({ kettle: id }),
      known: {
        Pour: {
          neighbour: ({ reason }, look) =>
            reason === 'not_alone' ? look.stream(kettle, 'beside') : undefined,
        },
      },
    }),
  ],
  policies: [limits, calendar],
  views: [kettles],
  reactions: [
    reaction('note-boiled-dry', {
      on: [events.DeadlineMissed],
      ask: kettle,
      id: () => 'beside',
      startAt: 'beginning',
      command: () => {
        if (conduct.fails !== undefined) throw conduct.fails;
        return { type: 'NoteBeside' };
      },
    }),
  ],
  declined: incidentsReactionEvents.IncidentsReactionDeclined,
});
