import type { EventBus } from '@linli/event-bus';
import {
  type DocumentStore,
  type Facet,
  type Projection,
  type ProjectionRunner,
  runProjection,
} from '@linli/read-models';
import type { Clock } from '../engines.ts';
import type { AgendaEntry } from './agenda.ts';
import { derivedId } from './derived-id.ts';
import type { Desk } from './desk.ts';
import type { AnyAggregate } from './serve.ts';

export interface TimerOptions {
  readonly agenda: Projection;
  readonly aggregates: readonly AnyAggregate[];
  readonly bus: EventBus;
  readonly documents: DocumentStore;
  readonly desk: Pick<Desk, 'ask'>;
  readonly clock: Clock;
  readonly tenant: string;
  readonly onFailure: (error: Error) => void;
}

/** The one timer of a context. */
export interface RunningTimer {
  readonly runner: ProjectionRunner;
  /** Ready when the agenda has absorbed the log and can be read. */
  state(): { readonly ready: boolean; readonly detail: string };
  close(): Promise<void>;
}

const pageSize = 200;
/** Real milliseconds the agenda may be behind the log and still be called ready. */
const mostLagMs = 5_000;
/** Real milliseconds between two looks at what is known in memory, by how soon the next due time comes. */
const shortest = 20;
const longest = 250;
/** Real milliseconds after which the agenda is looked at although nothing has changed: a store that is away is noticed. */
const anyway = 5_000;

/**
 * Asks for what follows when a due time has gone by (design rule 17). Its input is the log: the agenda is a projection,
 * so a restart or a rebuild knows the same due times. What it asks is decided on the stream's own events, under a command
 * id that derives from stream, duty and due time: however often it fires, from whatever state of the agenda and by
 * however many processes, what follows is recorded once. Being done at the due time is in time.
 */
export async function startTimer(options: TimerOptions): Promise<RunningTimer> {
  const { agenda, aggregates, bus, documents, desk, clock, tenant, onFailure } = options;
  const { view } = agenda;
  const now = (): number => clock.now().getTime();
  const runner = await runProjection({
    projection: agenda,
    bus,
    documents,
    now,
    // The logs are written by the engine's clock, so lag is told in its time.
    maxLagMs: mostLagMs * Math.max(1, clock.rate),
  });
  /** Answered, and not yet off the agenda. */
  let settled = new Set<string>();
  /** Streams that could not be asked in the last look. */
  let unanswered = 0;
  let failure: Error | undefined;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();
  /** Of the last look: how far the agenda was, when it was, and the first due time that had not gone by. */
  let seen: { readonly progress: string; readonly at: number; readonly next: number } | undefined;

  /** Of what is known in memory: whether a look at the agenda could find anything new. */
  function isWorthALook(): boolean {
    if (seen === undefined || failure !== undefined || unanswered > 0) return true;
    return progressOf(runner) !== seen.progress || now() > seen.next || performance.now() - seen.at >= anyway;
  }

  async function look(): Promise<void> {
    let wait = longest;
    try {
      if (isWorthALook()) {
        const progress = progressOf(runner);
        const { active: generation } = await documents.state(view);
        if (generation !== undefined) {
          await fireWhatIsDue(generation);
          seen = { progress, at: performance.now(), next: await nextDue(generation) };
        }
      }
      failure = undefined;
      if (seen !== undefined) wait = Math.min(longest, Math.max(shortest, (seen.next - now()) / clock.rate));
    } catch (error) {
      failure = error as Error;
      onFailure(failure);
    }
    if (!closed) timer = setTimeout(() => (looking = look()), wait);
  }

  async function fireWhatIsDue(generation: number): Promise<void> {
    const moment = now();
    unanswered = 0;
    const stillThere = new Set<string>();
    let last: Facet<AgendaEntry> | undefined;
    do {
      const page = (await documents.find({ view, generation }, 'agenda', {
        where: [{ field: 'due', op: 'lt', value: moment }],
        orderBy: { field: 'due', direction: 'asc' },
        limit: pageSize,
        ...(last && { after: { value: last.body.due, key: last.key, source: last.source } }),
      })) as readonly Facet<AgendaEntry>[];
      await Promise.all(
        page.map(async ({ key, body }) => {
          const commandId = derivedId('timer', key, body.due);
          if (settled.has(commandId) || (await fire(body, commandId))) stillThere.add(commandId);
        }),
      );
      last = page.length < pageSize ? undefined : page.at(-1);
    } while (last !== undefined && !closed);
    settled = stillThere;
  }

  /** True when the stream has answered, whatever it said; false when it has to be asked again. */
  async function fire(entry: AgendaEntry, commandId: string): Promise<boolean> {
    const { streamId, command, fields, eventId, correlationId } = entry;
    const aggregate = aggregates.find((one) => command in one.timers && one.idOf(streamId) !== undefined);
    if (aggregate === undefined) return true;
    try {
      const result = await desk.ask(
        aggregate as never,
        aggregate.idOf(streamId) as string,
        { type: command, ...fields } as never,
        { commandId, correlationId, causationId: eventId, actor: 'policy:timer', tenant },
      );
      return result.outcome !== 'conflict';
    } catch (error) {
      // One stream that cannot be asked (it is damaged, say) must not keep the others from theirs.
      unanswered += 1;
      onFailure(error as Error);
      return false;
    }
  }

  async function nextDue(generation: number): Promise<number> {
    const [next] = (await documents.find({ view, generation }, 'agenda', {
      where: [{ field: 'due', op: 'gte', value: now() }],
      orderBy: { field: 'due', direction: 'asc' },
      limit: 1,
    })) as readonly Facet<AgendaEntry>[];
    return next?.body.due ?? Infinity;
  }

  looking = look();

  return {
    runner,
    state() {
      const { lagMs, position } = runner.state().sources[0] ?? { lagMs: 0, position: 0 };
      const failed = unanswered === 0 ? '' : `, ${unanswered} due times could not be answered`;
      const detail = `agenda at ${position}, ${lagMs} ms behind${failed}`;
      return failure === undefined
        ? { ready: runner.ready(), detail }
        : { ready: false, detail: `${detail}; failing: ${failure.message}` };
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await looking;
      await runner.close();
    },
  };
}

/** How far the agenda is, and which generation of it: what changes when something on it may have. */
function progressOf(runner: ProjectionRunner): string {
  const { generation, sources } = runner.state();
  return [generation, ...sources.map(({ source, position }) => `${source}:${position}`)].join(' ');
}
