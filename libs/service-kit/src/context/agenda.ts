import type { ContextName, RecordedEvent } from '@linli/contracts';
import type { Timer } from '@linli/event-sourcing';
import type { CollectionProjection, Projection } from '@linli/read-models';
import type { AnyAggregate } from './serve.ts';

/** A due time on the agenda of a context. */
export interface AgendaEntry {
  readonly streamId: string;
  /** Command that is asked when it has gone by. */
  readonly command: string;
  /** Fields of the command: which of several duties of the stream, and the due time as its event said it. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Milliseconds since 1970 UTC. */
  readonly due: number;
  /** The event that set the due time, and the chain it belongs to: what the command answers. */
  readonly eventId: string;
  readonly correlationId: string;
}

interface Set {
  readonly aggregate: AnyAggregate;
  readonly command: string;
  readonly timer: Timer;
}

/** What falls due when in a context, out of its own events: one document for each duty that has begun and not ended. */
export function agendaOf(context: ContextName, aggregates: readonly AnyAggregate[]): Projection | undefined {
  const byType = new Map<string, Set[]>();
  for (const aggregate of aggregates)
    for (const [command, timer] of Object.entries(aggregate.timers))
      for (const type of [...Object.keys(timer.due), ...timer.ends])
        byType.set(type, [...(byType.get(type) ?? []), { aggregate, command, timer }]);
  if (byType.size === 0) return undefined;

  const setsOf = ({ type, streamId }: RecordedEvent): readonly Set[] =>
    (byType.get(type) ?? []).filter(({ aggregate }) => aggregate.idOf(streamId) !== undefined);

  const entries: CollectionProjection<AgendaEntry> = {
    name: 'agenda',
    fields: { due: 'integer' },
    indexes: [['due']],
    keys: (event) => setsOf(event).map((set) => keyOf(set, event)),
    evolve(_before, event, key) {
      const set = setsOf(event).find((one) => keyOf(one, event) === key) as Set;
      const field = set.timer.due[event.type];
      if (field === undefined) return null;
      const data = event.data as Readonly<Record<string, unknown>>;
      const due = data[field];
      if (typeof due !== 'string') throw new TypeError(`${event.type} has no instant in ${field}`);
      return {
        streamId: event.streamId,
        command: set.command,
        fields: { ...Object.fromEntries((set.timer.of ?? []).map((name) => [name, data[name]])), due },
        due: Date.parse(due),
        eventId: event.id,
        correlationId: event.metadata.correlationId,
      };
    },
    index: ({ due }) => ({ due }),
  };
  return {
    view: `${context}-agenda`,
    version: 1,
    contexts: [context],
    types: [...byType.keys()],
    collections: [entries as CollectionProjection<never>],
  };
}

function keyOf({ command, timer }: Set, { streamId, data }: RecordedEvent): string {
  const which = (timer.of ?? []).map((name) => (data as Readonly<Record<string, unknown>>)[name]);
  return [streamId, command, ...which].join('|');
}
