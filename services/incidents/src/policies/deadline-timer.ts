import type { EventBus } from '@linli/event-bus';
import {
  runProjection,
  type DocumentStore,
  type Facet,
  type ProjectionSourceState,
  type ViewRef,
} from '@linli/read-models';
import type { Clock } from '@linli/service-kit';
import type { IncidentDesk } from '../incident/incident.handler.ts';
import { derivedCommandId, incidentOfStream } from '../incident/incident.id.ts';
import { agendaProjection, type Agenda, type AgendaEntry } from './deadline-agenda.projection.ts';

export interface DeadlineTimerOptions {
  readonly bus: EventBus;
  readonly documents: DocumentStore;
  readonly desk: Pick<IncidentDesk, 'ask'>;
  readonly clock: Clock;
  readonly tenant: string;
  readonly onFailure: (error: Error) => void;
}

export interface DeadlineTimer {
  /** Ready when the agenda has absorbed the log and can be read. */
  state(): { readonly ready: boolean; readonly detail: string };
  /** How far the agenda is with the log, for the metrics. */
  progress(): { readonly sources: readonly ProjectionSourceState[]; readonly parked: number };
  /** Fills a new generation of the agenda from the beginning of the log; nothing fires twice by that. */
  rebuild(): Promise<void>;
  close(): Promise<void>;
}

const { view } = agendaProjection;
const pageSize = 200;
/** Real milliseconds the agenda may be behind the log and still be called ready. */
const mostLagMs = 5_000;
/** Real milliseconds between two looks at the agenda, by how soon the next due time comes. */
const shortest = 20;
const longest = 250;

/**
 * Records the deadlines that were missed (C-4.4, design rule 17). Its input is the log: the agenda is a projection of
 * clock events, so a restart or a rebuild knows the same due times. What it asks for is decided on the incident's own
 * events, under a command id that derives from incident, stage, round and due time: however often it fires, from
 * whatever state of the agenda, each miss stands in the log once.
 */
export async function startDeadlineTimer(options: DeadlineTimerOptions): Promise<DeadlineTimer> {
  const { bus, documents, desk, clock, tenant, onFailure } = options;
  const now = (): number => clock.now().getTime();
  const runner = await runProjection({
    projection: agendaProjection,
    bus,
    documents,
    now,
    // The logs are written by the engine's clock, so lag is told in its time.
    maxLagMs: mostLagMs * Math.max(1, clock.rate),
  });
  /** Answered, and not yet off the agenda. */
  let settled = new Set<string>();
  /** Incidents that could not be asked in the last look. */
  let unanswered = 0;
  let failure: Error | undefined;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    let wait = longest;
    try {
      const { active: generation } = await documents.state(view);
      if (generation !== undefined) {
        await fireWhatIsDue({ view, generation });
        wait = await untilNext({ view, generation });
      }
      failure = undefined;
    } catch (error) {
      failure = error as Error;
      onFailure(failure);
    }
    if (!closed) timer = setTimeout(() => (looking = look()), wait);
  }

  async function fireWhatIsDue(ref: ViewRef): Promise<void> {
    const moment = now();
    unanswered = 0;
    const stillThere = new Set<string>();
    let last: Facet<Agenda> | undefined;
    do {
      const page = (await documents.find(ref, 'agenda', {
        where: [{ field: 'due', op: 'lt', value: moment }],
        orderBy: { field: 'due', direction: 'asc' },
        limit: pageSize,
        ...(last && { after: { value: earliest(last.body), key: last.key, source: last.source } }),
      })) as readonly Facet<Agenda>[];
      const due = page.flatMap(({ key, body }) =>
        body.clocks.filter((entry) => entry.due < moment).map((entry) => ({ streamId: key, entry })),
      );
      await Promise.all(
        due.map(async ({ streamId, entry }) => {
          const commandId = derivedCommandId('deadline', streamId, entry.stage, entry.round, entry.due);
          if (settled.has(commandId) || (await fire(streamId, entry, commandId))) stillThere.add(commandId);
        }),
      );
      last = page.length < pageSize ? undefined : page.at(-1);
    } while (last !== undefined && !closed);
    settled = stillThere;
  }

  /** True when the incident has answered, whatever it said; false when it has to be asked again. */
  async function fire(streamId: string, entry: AgendaEntry, commandId: string): Promise<boolean> {
    const incidentId = incidentOfStream(streamId);
    if (incidentId === undefined) return true;
    const { stage, round, due, eventId, correlationId } = entry;
    try {
      const result = await desk.ask(
        incidentId,
        { type: 'RecordMissedDeadline', stage, round, due },
        { commandId, correlationId, causationId: eventId, actor: 'policy:deadline-timer', tenant },
      );
      return result.outcome !== 'conflict';
    } catch (error) {
      // One incident that cannot be asked (its stream is damaged, say) must not keep the others from theirs.
      unanswered += 1;
      onFailure(error as Error);
      return false;
    }
  }

  /** Real milliseconds until the next due time, within the bounds of polling. */
  async function untilNext(ref: ViewRef): Promise<number> {
    const moment = now();
    const [next] = (await documents.find(ref, 'agenda', {
      where: [{ field: 'due', op: 'gte', value: moment }],
      orderBy: { field: 'due', direction: 'asc' },
      limit: 1,
    })) as readonly Facet<Agenda>[];
    if (next === undefined) return longest;
    return Math.min(longest, Math.max(shortest, (earliest(next.body) - moment) / clock.rate));
  }

  looking = look();

  return {
    state() {
      const { lagMs, position } = runner.state().sources[0] ?? { lagMs: 0, position: 0 };
      const failed = unanswered === 0 ? '' : `, ${unanswered} deadlines could not be recorded`;
      const detail = `agenda at ${position}, ${lagMs} ms behind${failed}`;
      return failure === undefined
        ? { ready: runner.ready(), detail }
        : { ready: false, detail: `${detail}; failing: ${failure.message}` };
    },
    progress() {
      const { sources, parked } = runner.state();
      return { sources, parked };
    },
    async rebuild() {
      await runner.rebuild();
      await runner.rebuilt();
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await looking;
      await runner.close();
    },
  };
}

function earliest({ clocks }: Agenda): number {
  return Math.min(...clocks.map(({ due }) => due));
}
