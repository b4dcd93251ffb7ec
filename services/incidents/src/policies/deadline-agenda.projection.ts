import type { IncidentsEvent, RecordedEvent } from '@linli/contracts';
import type { CollectionProjection, Projection } from '@linli/read-models';
import type { ClockStage } from '../deadlines/deadline-rules.ts';

/** A due time on the agenda. */
export interface AgendaEntry {
  readonly stage: ClockStage;
  readonly round: number;
  /** Milliseconds since 1970 UTC. */
  readonly due: number;
  /** The event that set the due time, and the chain it belongs to: what the timer's command answers. */
  readonly eventId: string;
  readonly correlationId: string;
}

/** What one incident has on the agenda; no document when it has nothing. */
export interface Agenda {
  readonly clocks: readonly AgendaEntry[];
  readonly parked: boolean;
}

const types = [
  'ClockStarted',
  'DueTimeRecomputed',
  'ClockStopped',
  'DeadlineMissed',
  'IncidentParked',
  'IncidentResumed',
] as const satisfies IncidentsEvent['type'][];

const agenda: CollectionProjection<Agenda> = {
  name: 'agenda',
  fields: { due: 'integer' },
  indexes: [['due']],
  keys: ({ streamId }) => [streamId],
  evolve(body = { clocks: [], parked: false }, recorded) {
    const next = after(body, recorded);
    // While it is parked no clock starts, so an incident without a running clock has nothing to remember.
    return next.clocks.length === 0 ? null : next;
  },
  index: ({ clocks, parked }) => ({ due: parked ? null : Math.min(...clocks.map(({ due }) => due)) }),
};

function after(body: Agenda, recorded: RecordedEvent): Agenda {
  // The subscription is to these types of this context alone.
  const event = recorded as unknown as IncidentsEvent;
  const others = (which: { readonly stage: string; readonly round: number }): readonly AgendaEntry[] =>
    body.clocks.filter(({ stage, round }) => stage !== which.stage || round !== which.round);
  switch (event.type) {
    case 'ClockStarted':
      return { ...body, clocks: [...others(event.data), entryOf(event.data, recorded)] };
    case 'DueTimeRecomputed': {
      const left = others(event.data);
      // A clock whose deadline was missed is off the agenda for good (C-4.5).
      if (left.length === body.clocks.length) return body;
      return { ...body, clocks: [...left, entryOf(event.data, recorded)] };
    }
    case 'ClockStopped':
    case 'DeadlineMissed':
      return { ...body, clocks: others(event.data) };
    case 'IncidentParked':
      return { ...body, parked: true };
    case 'IncidentResumed':
      return { ...body, parked: false };
    default:
      return body;
  }
}

function entryOf(
  { stage, round, due }: { readonly stage: ClockStage; readonly round: number; readonly due: string },
  { id, metadata }: RecordedEvent,
): AgendaEntry {
  return { stage, round, due: Date.parse(due), eventId: id, correlationId: metadata.correlationId };
}

/** What falls due when: the timer's own view of the log, checkpointed, so that a start does not read the log again. */
export const agendaProjection: Projection = {
  view: 'incidents-deadline-agenda',
  version: 1,
  contexts: ['incidents'],
  types: [...types],
  collections: [agenda as CollectionProjection<never>],
};
