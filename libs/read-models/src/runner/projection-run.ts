import type { SourceId } from '@linli/event-bus';
import type { TakenOver, ViewRef, ViewSchema } from '../document-store.ts';
import { canonical, schemaOf } from '../schema.ts';
import { describeState, type Frozen } from './describe-state.ts';
import { Follower } from './follower.ts';
import { Listeners } from './listeners.ts';
import type { Plan } from './plan.ts';
import { reasonOf } from './fold.ts';
import { processMemory } from './fold-memory.ts';
import type {
  Committed,
  ProjectionRunner,
  ProjectionState,
  RetryResult,
  RunProjectionOptions,
  Switched,
} from './types.ts';
import { Waiters } from './waiters.ts';

/** A heartbeat older than this means a consumer that is dead though it reports no failure. */
const maxSilenceMs = 15_000;
const retrySwitchMs = 1_000;

/** Which generation readers have, which is being filled, and the steps from one to the other. */
export class ProjectionRun implements ProjectionRunner {
  readonly #options: RunProjectionOptions;
  readonly #schema: ViewSchema;
  readonly #committed = new Listeners<Committed>();
  readonly #switched = new Listeners<Switched>();
  readonly #waiters = new Waiters();
  readonly #closing = new AbortController();
  #active: number;
  #previous: number | undefined;
  #serving: Follower | undefined;
  #frozen: Frozen | undefined;
  #filling: Follower | undefined;
  #hasCaughtUp = false;
  #switchFailure: string | undefined;
  #switchTimer: NodeJS.Timeout | undefined;
  #considering = false;
  #rebuilt: (() => void)[] = [];
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: RunProjectionOptions, active: number, previous: number | undefined) {
    this.#options = options;
    this.#schema = schemaOf(options.projection);
    this.#active = active;
    this.#previous = previous;
  }

  async start({ first, feedsActive, fill, takeOver }: Plan): Promise<void> {
    const { documents } = this.#options;
    if (feedsActive) {
      const ref = this.#ref(this.#active);
      await documents.ensure(ref, this.#schema);
      if (first) await documents.activate(ref);
      this.#serving = await this.#follow(this.#active);
    } else {
      this.#frozen = await this.#describeFrozen();
    }
    if (fill !== undefined) this.#startFilling(await this.#follow(fill, takeOver));
  }

  ready(): boolean {
    this.#lookWhetherCaughtUp();
    if (!this.#hasCaughtUp) return false;
    if (!this.#serving) return this.#frozen?.empty === false;
    return this.#serving.isReadable && !this.#serving.sources().some(({ failure }) => failure?.stuck);
  }

  state(): ProjectionState {
    return describeState({
      projection: this.#options.projection,
      active: this.#active,
      previous: this.#previous,
      serving: this.#serving,
      filling: this.#filling,
      switchFailure: this.#switchFailure,
      frozen: this.#frozen,
    });
  }

  onCommitted(listener: (committed: Committed) => void): () => void {
    return this.#committed.add(listener);
  }

  onSwitched(listener: (switched: Switched) => void): () => void {
    return this.#switched.add(listener);
  }

  async waitFor(source: SourceId, position: number, timeoutMs: number): Promise<boolean> {
    const stored = this.#serving?.positionOf(source) ?? this.#frozen?.positions.get(source) ?? 0;
    if (stored >= position) return true;
    return this.#closing.signal.aborted ? false : this.#waiters.wait(source, position, timeoutMs);
  }

  rebuild(): Promise<number> {
    return this.#inTurn(async () => {
      if (this.#filling) return this.#filling.ref.generation;
      const { generations } = await this.#options.documents.state(this.#view);
      const generation = Math.max(0, ...generations) + 1;
      this.#startFilling(await this.#follow(generation));
      return generation;
    });
  }

  rebuilt(): Promise<void> {
    return this.#filling ? new Promise((resolve) => this.#rebuilt.push(resolve)) : Promise.resolve();
  }

  rollBack(): Promise<void> {
    return this.#inTurn(async () => {
      const { documents } = this.#options;
      if (this.#filling) {
        const { ref } = this.#filling;
        await this.#filling.close();
        this.#stopFilling();
        if (ref.generation !== this.#previous) await documents.drop(ref);
        return;
      }
      const { previous, schemas } = await documents.state(this.#view);
      if (previous === undefined) throw new Error(`${this.#view} has no generation to return to`);
      const stored = schemas?.[previous];
      if (stored !== undefined && canonical(stored) === canonical(this.#schema)) {
        this.#startFilling(await this.#follow(previous));
        return;
      }
      const from = this.#active;
      await documents.activate(this.#ref(previous));
      await this.#serving?.close();
      this.#give(previous, undefined);
      this.#frozen = await this.#describeFrozen();
      this.#switched.tell({ from, to: previous });
    });
  }

  retryParked(streamId: string): Promise<RetryResult> {
    return this.#inTurn(() => this.#fed().retryParked(streamId, false));
  }

  discardParked(streamId: string): Promise<RetryResult> {
    return this.#inTurn(() => this.#fed().retryParked(streamId, true));
  }

  async close(): Promise<void> {
    this.#closing.abort();
    clearInterval(this.#switchTimer);
    await this.#turn;
    await Promise.all([this.#serving?.close(), this.#filling?.close()]);
    this.#waiters.giveUp();
    for (const resolve of this.#rebuilt.splice(0)) resolve();
  }

  get #view(): string {
    return this.#options.projection.view;
  }

  #ref(generation: number): ViewRef {
    return { view: this.#view, generation };
  }

  async #follow(generation: number, takeOver?: readonly string[]): Promise<Follower> {
    const { projection, bus, documents, now = Date.now } = this.#options;
    const ref = this.#ref(generation);
    const taken = await this.#make(ref, takeOver);
    return Follower.start({
      ...(taken && { taken }),
      ref,
      projection,
      bus,
      documents,
      now,
      batchSize: this.#options.batchSize ?? 4_000,
      commitSize: this.#options.commitSize ?? 4_000,
      memory: this.#options.memory ?? processMemory,
      givenUp: generation === this.#active ? new Map() : await this.#givenUp(),
      onCommitted: (committed) => {
        if (committed.generation === this.#active) this.#committed.tell(committed);
      },
      onReached: (follower, source, position) => {
        if (follower.ref.generation === this.#active) {
          this.#waiters.reached(source, position);
          if (follower === this.#serving) this.#lookWhetherCaughtUp();
        } else if (follower === this.#filling) this.#considerSwitch();
      },
    });
  }

  #lookWhetherCaughtUp(): void {
    const { maxLagMs = 5_000 } = this.#options;
    const alive = Date.now() - maxSilenceMs;
    this.#hasCaughtUp ||=
      this.#serving !== undefined &&
      this.#serving
        .sources()
        // Of a source that nobody here follows, such as a topic that is not there yet, nothing is missing.
        .every(
          ({ failure, lagMs, aliveAt }) =>
            !failure && lagMs <= maxLagMs && (aliveAt >= alive || aliveAt === 0),
        );
  }

  /** Makes the generation where it is not there, and completes what it was to take over, whoever began that. */
  async #make(ref: ViewRef, takeOver?: readonly string[]): Promise<TakenOver | undefined> {
    const { documents } = this.#options;
    if (takeOver) await documents.takeOver(ref, this.#schema, this.#active, takeOver);
    else await documents.ensure(ref, this.#schema);
    const taken = (await documents.state(this.#view)).taken?.[ref.generation];
    if (taken && !taken.complete) {
      await documents.takeOver(ref, this.#schema, taken.from, taken.collections);
    }
    return taken;
  }

  /** What an operator has discarded in the generation readers have is not asked about again in the next. */
  async #givenUp(): Promise<Map<SourceId, Set<number>>> {
    const givenUp = new Map<SourceId, Set<number>>();
    for (const { state, source, position } of await this.#options.documents.parked(this.#ref(this.#active))) {
      if (state === 'discarded') givenUp.set(source, (givenUp.get(source) ?? new Set()).add(position));
    }
    return givenUp;
  }

  #startFilling(follower: Follower): void {
    this.#filling = follower;
    this.#switchTimer = setInterval(() => this.#considerSwitch(), retrySwitchMs);
    this.#switchTimer.unref();
    this.#considerSwitch();
  }

  #stopFilling(): void {
    clearInterval(this.#switchTimer);
    this.#filling = undefined;
    this.#switchFailure = undefined;
    for (const resolve of this.#rebuilt.splice(0)) resolve();
  }

  #considerSwitch(): void {
    if (this.#considering || !this.#filling?.isNear((source) => this.#serving?.positionOf(source) ?? 0))
      return;
    this.#considering = true;
    this.#inTurn(() => this.#switchOver())
      .catch((error: unknown) => {
        this.#switchFailure = reasonOf(error);
      })
      .finally(() => {
        this.#considering = false;
      });
  }

  /**
   * Readers never go back: the generation they have stands still, the other one reaches at least that far, and only then
   * are they given it.
   */
  async #switchOver(): Promise<void> {
    const next = this.#filling;
    const old = this.#serving;
    const from = this.#active;
    if (!next) return;
    await old?.close();
    try {
      // From the store: other processes may feed some of the sources.
      await next.reach(await this.#storedPositions(from), this.#closing.signal);
      await this.#options.documents.activate(next.ref);
    } catch (error) {
      if (old && !this.#closing.signal.aborted) this.#serving = await this.#follow(from);
      throw error;
    }
    this.#give(next.ref.generation, next);
    this.#stopFilling();
    this.#switched.tell({ from, to: next.ref.generation });
    for (const [source, position] of next.positions()) this.#waiters.reached(source, position);
  }

  #give(generation: number, follower: Follower | undefined): void {
    this.#previous = this.#active;
    this.#active = generation;
    this.#serving = follower;
  }

  async #describeFrozen(): Promise<Frozen> {
    const { documents } = this.#options;
    const stored = (await documents.state(this.#view)).schemas?.[this.#active];
    const found = await Promise.all(
      (stored?.collections ?? []).map(({ name }) =>
        documents.find(this.#ref(this.#active), name, { limit: 1 }),
      ),
    );
    return {
      version: stored?.version ?? 0,
      positions: await this.#storedPositions(this.#active),
      empty: found.every(({ length }) => length === 0),
    };
  }

  async #storedPositions(generation: number): Promise<Map<SourceId, number>> {
    const checkpoints = await this.#options.documents.checkpoints(this.#ref(generation));
    return new Map(checkpoints.map(({ source, position }) => [source, position]));
  }

  #fed(): Follower {
    if (this.#serving) return this.#serving;
    throw new Error(
      `readers of ${this.#view} have generation ${this.#active}, which this version does not feed`,
    );
  }

  /** Operator commands and the switch, one after the other. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(() => {
      if (this.#closing.signal.aborted) throw new Error(`the projection ${this.#view} is closed`);
      return work();
    });
    this.#turn = result.catch(() => undefined);
    return result;
  }
}
