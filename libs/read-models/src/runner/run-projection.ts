import type { SourceId } from '@linli/event-bus';
import type { ViewRef } from '../document-store.ts';
import { canonical, schemaOf } from '../schema.ts';
import { Follower } from './follower.ts';
import { Listeners } from './listeners.ts';
import { planFor } from './plan.ts';
import { reasonOf } from './source-folder.ts';
import type {
  Committed,
  ProjectionRunner,
  ProjectionState,
  RunProjectionOptions,
  Switched,
} from './types.ts';
import { Waiters } from './waiters.ts';

/** A heartbeat older than this means a consumer that is dead though it reports no failure. */
const maxSilenceMs = 15_000;
/** How long readers' generation stands still at most while the other one takes the last step up to it. */
const lastStepMs = 10_000;
const retrySwitchMs = 1_000;

/**
 * Starts a projection and keeps it running. The first start makes generation 1 and gives it to readers while it fills;
 * a later start goes on where it stopped; a start with another version or schema fills a generation beside the one
 * readers have and switches to it when it has caught up (`planFor`).
 */
export async function runProjection(options: RunProjectionOptions): Promise<ProjectionRunner> {
  const { projection, bus, documents, now = Date.now, maxLagMs = 5_000 } = options;
  const { view } = projection;
  const schema = schemaOf(projection);
  const committed = new Listeners<Committed>();
  const switched = new Listeners<Switched>();
  const waiters = new Waiters();
  const rebuilt = new Set<() => void>();

  const found = await documents.state(view);
  const plan = planFor(schema, found);
  let active = plan.active;
  let previous = found.previous;
  let serving: Follower | undefined;
  let filling: Follower | undefined;
  let fillFailure: string | undefined;
  let closed = false;
  let operation: Promise<unknown> = Promise.resolve();
  let switchTimer: NodeJS.Timeout | undefined;

  const refOf = (generation: number): ViewRef => ({ view, generation });

  async function follow(generation: number): Promise<Follower> {
    const ref = refOf(generation);
    await documents.ensure(ref, schema);
    return Follower.start({
      ref,
      projection,
      bus,
      documents,
      now,
      batchSize: options.batchSize ?? 4_000,
      commitSize: options.commitSize ?? 2_000,
      cacheSize: options.cacheSize ?? 20_000,
      givenUp: await givenUpIn(generation),
      onCommitted: announce,
      onReached: reached,
    });
  }

  async function givenUpIn(filled: number): Promise<Map<SourceId, Set<number>>> {
    const givenUp = new Map<SourceId, Set<number>>();
    const { generations } = await documents.state(view);
    if (!generations.includes(active) || filled === active) return givenUp;
    for (const { state, source, position } of await documents.parked(refOf(active))) {
      if (state !== 'discarded') continue;
      givenUp.set(source, (givenUp.get(source) ?? new Set()).add(position));
    }
    return givenUp;
  }

  function announce(batch: Committed): void {
    if (batch.generation === active) committed.tell(batch);
  }

  function reached(follower: Follower, source: SourceId, position: number): void {
    if (follower.ref.generation === active) waiters.reached(source, position);
    else if (follower === filling) considerSwitch();
  }

  /** Operator commands and the switch take turns. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = operation.then(() => {
      if (closed) throw new Error(`the projection ${view} is closed`);
      return work();
    });
    operation = result.catch(() => undefined);
    return result;
  }

  function startFilling(follower: Follower): void {
    filling = follower;
    fillFailure = undefined;
    switchTimer = setInterval(considerSwitch, retrySwitchMs);
    switchTimer.unref();
    considerSwitch();
  }

  function stopFilling(): void {
    clearInterval(switchTimer);
    filling = undefined;
    fillFailure = undefined;
    for (const resolve of rebuilt) resolve();
    rebuilt.clear();
  }

  let considering = false;
  function considerSwitch(): void {
    if (considering || !filling || !isNear(filling)) return;
    considering = true;
    inTurn(switchOver)
      .catch((error: unknown) => {
        fillFailure = reasonOf(error);
      })
      .finally(() => {
        considering = false;
      });
  }

  /** One batch away from what readers have and from the heads of the logs. */
  function isNear(follower: Follower): boolean {
    const sources = follower.sources();
    return (
      sources.length > 0 &&
      sources.every(
        ({ source, position, head, failure }) =>
          failure === undefined && Math.max(head, serving?.positionOf(source) ?? 0) - position <= 500,
      )
    );
  }

  /**
   * Readers never go back: the generation they have stands still, the other one reaches at least that far, and only then
   * are they given it.
   */
  async function switchOver(): Promise<void> {
    const next = filling;
    if (!next || closed) return;
    const from = active;
    const old = serving;
    await old?.close();
    try {
      const goal = old?.positions() ?? new Map(await storedPositions(from));
      await reach(next, goal);
      await documents.activate(next.ref);
    } catch (error) {
      if (old && !closed) serving = await follow(from);
      throw error;
    }
    active = next.ref.generation;
    previous = from;
    serving = next;
    stopFilling();
    switched.tell({ from, to: active });
    for (const [source, position] of next.positions()) waiters.reached(source, position);
  }

  async function storedPositions(generation: number): Promise<[SourceId, number][]> {
    return (await documents.checkpoints(refOf(generation))).map(({ source, position }) => [source, position]);
  }

  async function reach(follower: Follower, goal: ReadonlyMap<SourceId, number>): Promise<void> {
    const until = performance.now() + lastStepMs;
    for (const [source, position] of goal) {
      while (follower.positionOf(source) < position) {
        if (closed) throw new Error(`the projection ${view} is closed`);
        if (performance.now() > until) {
          throw new Error(
            `generation ${follower.ref.generation} did not reach ${source}:${position} in time`,
          );
        }
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    }
  }

  async function fillNew(): Promise<number> {
    if (filling) return filling.ref.generation;
    const { generations } = await documents.state(view);
    const generation = Math.max(0, ...generations) + 1;
    startFilling(await follow(generation));
    return generation;
  }

  async function rollBackNow(): Promise<void> {
    if (filling) {
      const { ref } = filling;
      await filling.close();
      stopFilling();
      if (ref.generation !== previous) await documents.drop(ref);
      return;
    }
    const state = await documents.state(view);
    const target = state.previous;
    if (target === undefined) throw new Error(`${view} has no generation to return to`);
    const stored = state.schemas?.[target];
    if (stored !== undefined && canonical(stored) === canonical(schema)) {
      startFilling(await follow(target));
      return;
    }
    const from = active;
    await documents.activate(refOf(target));
    await serving?.close();
    serving = undefined;
    active = target;
    previous = from;
    frozen = await describeFrozen();
    switched.tell({ from, to: target });
  }

  /** What is known of a generation that this code does not feed. */
  let frozen: { version: number; positions: ReadonlyMap<SourceId, number> } | undefined;
  async function describeFrozen(): Promise<typeof frozen> {
    const { schemas } = await documents.state(view);
    return { version: schemas?.[active]?.version ?? 0, positions: new Map(await storedPositions(active)) };
  }

  function state(): ProjectionState {
    const fillingSources = filling?.sources() ?? [];
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    return {
      view,
      version: projection.version,
      generation: active,
      ...(previous !== undefined && { previous }),
      ...(!serving && frozen && { stale: { generation: active, version: frozen.version } }),
      sources:
        serving?.sources() ??
        projection.contexts.map((source) => {
          const position = frozen?.positions.get(source) ?? 0;
          const live = fillingSources.find((entry) => entry.source === source);
          return {
            source,
            position,
            head: live?.head ?? position,
            lagMs: live?.lagMs ?? 0,
            aliveAt: live?.aliveAt ?? 0,
          };
        }),
      parked: serving?.parked ?? 0,
      ...(filling && {
        rebuild: {
          generation: filling.ref.generation,
          position: sum(fillingSources.map((source) => source.position)),
          head: sum(fillingSources.map((source) => source.head)),
          parked: filling.parked,
          ...failureOf(fillingSources.find((source) => source.failure)?.failure?.message ?? fillFailure),
        },
      }),
    };
  }

  function servingOrRefuse(): Follower {
    if (serving) return serving;
    throw new Error(`readers of ${view} have generation ${active}, which this version does not feed`);
  }

  if (plan.feedsActive) {
    const ref = refOf(active);
    await documents.ensure(ref, schema);
    if (plan.first) await documents.activate(ref);
    serving = await follow(active);
  } else {
    frozen = await describeFrozen();
  }
  if (plan.fill !== undefined) startFilling(await follow(plan.fill));

  return {
    ready() {
      if (!serving) return false;
      const alive = Date.now() - maxSilenceMs;
      return serving
        .sources()
        .every((source) => !source.failure && source.lagMs <= maxLagMs && source.aliveAt >= alive);
    },
    state,
    onCommitted: (listener) => committed.add(listener),
    onSwitched: (listener) => switched.add(listener),
    async waitFor(source, position, timeoutMs) {
      const stored = serving ? serving.positionOf(source) : (frozen?.positions.get(source) ?? 0);
      if (stored >= position) return true;
      return closed ? false : waiters.wait(source, position, timeoutMs);
    },
    rebuild: () => inTurn(fillNew),
    rebuilt: () => (filling ? new Promise((resolve) => rebuilt.add(resolve)) : Promise.resolve()),
    rollBack: () => inTurn(rollBackNow),
    retryParked: (streamId) => inTurn(async () => servingOrRefuse().retryParked(streamId, false)),
    discardParked: (streamId) => inTurn(async () => servingOrRefuse().retryParked(streamId, true)),
    async close() {
      closed = true;
      clearInterval(switchTimer);
      await operation;
      await Promise.all([serving?.close(), filling?.close()]);
      waiters.giveUp();
      for (const resolve of rebuilt) resolve();
    },
  };
}

function failureOf(failure: string | undefined): { failure: string } | undefined {
  return failure === undefined ? undefined : { failure };
}
