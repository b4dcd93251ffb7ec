import type { SourceId } from '@linli/event-bus';
import {
  type AsOf,
  type Checkpoint,
  type DocumentStore,
  type Facet,
  type Query,
  UnknownGeneration,
  type ViewRef,
} from '../document-store.ts';
import type { Projection } from '../projection.ts';
import type { ProjectionRunner } from '../runner/types.ts';
import {
  formatPositions,
  InvalidAsOf,
  NotYetAbsorbed,
  parseAsOf,
  parsePositions,
  UnprovablePosition,
} from './as-of.ts';

/** The answer's place in history, as it is sent to clients: `asOf=` its position gives the same answer again. */
export interface ViewStamp {
  /** Per source: `incidents:184203,residents:1042`. */
  readonly position: string;
  /** ISO 8601 UTC. */
  readonly moment: string;
  /** True when it is the newest the view knows. */
  readonly live: boolean;
}

export interface ReadRequest {
  /** A moment (ISO 8601 with zone) or positions (`incidents:123,residents:45`); the newest when left out. */
  readonly asOf?: string | undefined;
  /** Positions that the answer has to include: those a command was answered with. */
  readonly after?: string | undefined;
}

/** A view at one place in its history: everything read from it belongs together. */
export interface ViewMoment {
  readonly stamp: ViewStamp;
  readonly positions: AsOf;
  readonly generation: number;
  /** One facet per source that has written to the key; empty when there is no such document. */
  get<Body>(collection: string, key: string): Promise<readonly Facet<Body>[]>;
  find<Body>(collection: string, query: Omit<Query, 'asOf'>): Promise<readonly Facet<Body>[]>;
}

export interface ViewReader {
  /**
   * Settles what is asked for. Waits when the view has not absorbed the positions of `after` or `asOf` yet, and rejects
   * with `NotYetAbsorbed` when the time is over; with `InvalidAsOf` when the text cannot be understood, or names a moment
   * or a position that has not been yet; with `UnprovablePosition` for a position of a log whose partitions are followed.
   */
  at(request?: ReadRequest): Promise<ViewMoment>;
}

export interface ViewReaderOptions {
  /** Tells of progress at once where the projection runs in this process; the checkpoints are asked for otherwise. */
  readonly runner?: Pick<ProjectionRunner, 'waitFor' | 'state'>;
  /**
   * The generation that is read; the one all readers are given when left out. A process whose other questions go to the
   * generation it feeds asks for that one here too: another process may have switched meanwhile.
   */
  readonly generation?: () => number;
  /** How long a caller may wait for `after`. Default 2,000 ms. */
  readonly maxWaitMs?: number;
  /** The clock of the logs, milliseconds since 1970 UTC. */
  readonly now?: () => number;
}

const pollMs = 10;
const askMs = 100;
/** By how much a caller's clock may be ahead of this one. */
const toleranceMs = 5_000;

/** A position that the answer has to include. */
interface Wanted {
  readonly field: 'asOf' | 'after';
  readonly source: SourceId;
  readonly position: number;
}

interface Reached {
  readonly at: number;
  readonly told: SourceId;
}

function wantedOf(field: Wanted['field'], positions: AsOf): Wanted[] {
  return Object.entries(positions).map(([source, position]) => ({ field, source, position }));
}

function contextOf(source: SourceId): string {
  const slash = source.indexOf('/');
  return slash < 0 ? source : source.slice(0, slash);
}

/**
 * Reads a view. Every answer is read at exact positions, the newest included, so that what several questions of one
 * request see is one state, whatever is committed between them.
 */
export function viewReader(
  documents: DocumentStore,
  projection: Pick<Projection, 'view' | 'contexts'>,
  options: ViewReaderOptions = {},
): ViewReader {
  const { view, contexts } = projection;
  const { runner, generation, maxWaitMs = 2_000, now = Date.now } = options;

  async function refRead(): Promise<ViewRef> {
    if (generation) return { view, generation: generation() };
    const { active } = await documents.state(view);
    if (active === undefined) throw new UnknownGeneration({ view, generation: 0 });
    return { view, generation: active };
  }

  const isRead = (source: SourceId) =>
    contexts.some((context) => source === context || source.startsWith(`${context}/`));

  /** How far the view has absorbed what a position of this source stands for, and the name under which a runner tells it. */
  function reachedBy({ field, source, position }: Wanted, checkpoints: readonly Checkpoint[]): Reached {
    const context = contextOf(source);
    const own = checkpoints.find((entry) => entry.source === source);
    if (own) return { at: own.position, told: source };
    // Positions are those of the context's log, whether it is followed whole or by the partitions of its topic.
    const whole = checkpoints.find((entry) => entry.source === context);
    if (whole) return { at: whole.position, told: context };
    if (source === context && position > 0) {
      const partitioned = checkpoints.some((entry) => contextOf(entry.source) === context);
      if (partitioned) throw new UnprovablePosition(field, source, position);
    }
    return { at: 0, told: source };
  }

  /** Rejects where the log, looked at since the question came, does not hold the position. */
  function checkItCanCome({ field, source, position }: Wanted, askedAt: number): void {
    const known = runner?.state().sources.find((entry) => entry.source === source);
    // The end of a topic's partition is not that of the log.
    if (field === 'after' || !known || known.failure || source !== contextOf(source)) return;
    if (known.aliveAt >= askedAt && position > known.head) {
      throw new InvalidAsOf(`${source}:${position}`, `lies beyond the end of the log, ${known.head}`, field);
    }
  }

  async function absorbed(
    wanted: readonly Wanted[],
  ): Promise<{ ref: ViewRef; checkpoints: readonly Checkpoint[] }> {
    const askedAt = Date.now();
    const until = performance.now() + maxWaitMs;
    let told = false;
    for (;;) {
      const ref = await refRead();
      const checkpoints = await documents.checkpoints(ref);
      const missing = wanted
        .filter(({ source }) => isRead(source))
        .map((each) => ({ ...each, reached: reachedBy(each, checkpoints) }))
        .find(({ position, reached }) => position > reached.at);
      if (!missing) return { ref, checkpoints };
      const { position, reached } = missing;
      const left = until - performance.now();
      if (left <= 0) {
        checkItCanCome({ ...missing, source: reached.told }, askedAt);
        throw new NotYetAbsorbed(view, missing.source, position);
      }
      // Told once, and still not in the store's answer: readers have another generation than the runner feeds. Never
      // told, since another process feeds that source: the store is asked now and then.
      if (runner && !told) told = await runner.waitFor(reached.told, position, Math.min(askMs, left));
      else await new Promise((resolve) => setTimeout(resolve, Math.min(pollMs, left)));
    }
  }

  async function at(request: ReadRequest = {}): Promise<ViewMoment> {
    const asked = request.asOf === undefined ? undefined : parseAsOf(request.asOf);
    const after = request.after === undefined ? {} : parsePositions(request.after);
    const wanted = [
      ...wantedOf('after', after),
      ...wantedOf('asOf', asked && 'positions' in asked ? asked.positions : {}),
    ];
    const { ref, checkpoints } = await absorbed(wanted);
    const positions: Record<SourceId, number> = Object.fromEntries(contexts.map((context) => [context, 0]));
    for (const { source, position } of checkpoints) {
      // A topic's partitions take the place of the context's one log.
      if (source.includes('/')) delete positions[source.slice(0, source.indexOf('/'))];
      positions[source] = position;
    }
    let moment = Math.max(now(), ...checkpoints.map((entry) => entry.recordedAt));
    if (asked && 'moment' in asked) {
      if (asked.moment > moment + toleranceMs) {
        throw new InvalidAsOf(String(request.asOf), 'has not come yet', 'asOf');
      }
      moment = Math.min(asked.moment, moment);
      for (const source of Object.keys(positions))
        positions[source] = await documents.positionAt(ref, source, moment);
    } else if (asked) {
      for (const [source, absorbedTo] of Object.entries(positions))
        positions[source] = positionAsked(asked.positions, source, absorbedTo);
      const moments = Object.entries(positions).map(([source, position]) =>
        documents.momentAt(ref, source, position),
      );
      moment = Math.max(0, ...(await Promise.all(moments)));
    }
    return {
      stamp: { position: formatPositions(positions), moment: new Date(moment).toISOString(), live: !asked },
      positions,
      generation: ref.generation,
      get: <Body>(collection: string, key: string) =>
        documents.get(ref, collection, key, positions) as Promise<readonly Facet<Body>[]>,
      find: <Body>(collection: string, query: Omit<Query, 'asOf'>) =>
        documents.find(ref, collection, { ...query, asOf: positions }) as Promise<readonly Facet<Body>[]>,
    };
  }

  return { at };
}

/** The place in this source that the positions name; where they name none, as far as the view has come. */
function positionAsked(asked: AsOf, source: SourceId, absorbedTo: number): number {
  const context = contextOf(source);
  const exact = asked[source];
  if (exact !== undefined) return exact;
  // Nothing had happened in any of them yet.
  if (asked[context] === 0) return 0;
  // A position of one partition says nothing of the others.
  const partitions = Object.entries(asked).filter(([name]) => contextOf(name) === context);
  return source === context && partitions.length > 0
    ? Math.max(...partitions.map(([, position]) => position))
    : absorbedTo;
}
