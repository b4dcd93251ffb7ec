import type { ContextName, EventDefinition } from '@linli/contracts';
import type { Reactor } from '@linli/event-bus';
import type { Policy } from '@linli/event-sourcing';
import { reactorStore } from '@linli/read-models';
import { type BeforeApplicationShutdown, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { ServiceEngines } from '../engines.ts';
import type { ReadinessCheck, ReadinessRegistry } from '../health/readiness.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { RunningView } from '../views/running-view.ts';
import { agendaOf } from './agenda.ts';
import { type Consumers, reactionConsumer, viewConsumer } from './consumers.ts';
import { createDesk, type Desk } from './desk.ts';
import { PolicyBook } from './policy-book.ts';
import { installFirstPolicies, type SetPolicy, setPolicyIn } from './policy-doors.ts';
import type { Reaction } from './reaction.ts';
import { runReaction } from './run-reaction.ts';
import type { Served } from './serve.ts';
import { startTimer } from './timer.ts';

/** What a context is founded with. */
export interface ContextParts {
  readonly desk: Desk;
  readonly engines: ServiceEngines;
}

export interface ContextRuntimeOptions {
  readonly context: ContextName;
  readonly engines: ServiceEngines;
  readonly aggregates: readonly Served[];
  readonly policies: readonly Policy[];
  readonly reactions: readonly Reaction[];
  readonly declined: EventDefinition | undefined;
}

interface Told {
  readonly readiness: ReadinessRegistry;
  readonly metrics: Metrics;
  readonly consumers: Consumers;
}

/** What runs beside the requests of a context: started in the order it is needed, ended before the stores close. */
export class ContextRuntime implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly book: PolicyBook;
  readonly setPolicy: SetPolicy;
  readonly desk: Desk;
  readonly #options: ContextRuntimeOptions;
  readonly #logger: Logger;
  readonly #views = new Map<string, RunningView>();
  readonly #closing: (() => void | Promise<void>)[] = [];
  #told: Told | undefined;
  #found: (parts: ContextParts) => Promise<void> | undefined = () => undefined;

  constructor(options: ContextRuntimeOptions) {
    const { context, engines, policies, aggregates } = options;
    this.#options = options;
    this.#logger = new Logger(context);
    this.book = new PolicyBook(engines.store, policies);
    this.setPolicy = setPolicyIn(engines.store, this.book);
    this.desk = createDesk({
      context,
      store: engines.store,
      policies: this.book,
      now: () => engines.clock.now().getTime(),
      view: (name, after) => this.#viewAt(name, after),
      served: aggregates,
      vault: engines.persons?.vault,
    });
  }

  /** Remembers a view of the context, so that facts can be looked up in it. */
  view(view: RunningView): RunningView {
    this.#views.set(view.name, view);
    return view;
  }

  with(told: Told, found: (parts: ContextParts) => Promise<void> | undefined): this {
    this.#told = told;
    this.#found = found;
    return this;
  }

  async onApplicationBootstrap(): Promise<void> {
    const { context, engines, policies } = this.#options;
    await this.book.start();
    this.#closing.unshift(() => this.book.close());
    const installed = await installFirstPolicies(policies, this.book, this.setPolicy, engines.tenant);
    if (installed.length > 0) this.#logger.log(`installed the first ${installed.join(', ')}`);
    if (policies.length > 0) this.#ready('policies', () => this.#policiesReady());
    await this.#found({ desk: this.desk, engines });
    await this.#startTimer();
    for (const reaction of this.#options.reactions) await this.#startReaction(reaction);
    this.#logger.debug(`${context} runs`);
  }

  async beforeApplicationShutdown(): Promise<void> {
    for (const close of this.#closing.splice(0)) await close();
  }

  #policiesReady(): ReadinessCheck {
    const { failure, position } = this.book;
    const notices = this.#options.policies.flatMap((policy) => {
      const latest = this.book.versions(policy).at(-1);
      return (latest && policy.notice?.(latest.content)) ?? [];
    });
    return failure === undefined
      ? { ready: true, detail: [`policies as of position ${position}`, ...notices].join('; ') }
      : { ready: false, detail: `the log cannot be followed: ${failure.message}` };
  }

  async #startTimer(): Promise<void> {
    const { context, engines } = this.#options;
    const aggregates = this.#options.aggregates.map(({ aggregate }) => aggregate);
    const agenda = agendaOf(context, aggregates);
    if (agenda === undefined) return;
    const { bus, documents, clock, tenant } = engines;
    const timer = await startTimer({
      agenda,
      aggregates,
      bus,
      documents,
      desk: this.desk,
      clock,
      tenant,
      onFailure: this.#warn('timer'),
    });
    const { metrics, consumers } = this.#parts();
    this.#closing.unshift(
      () => timer.close(),
      consumers.add(context, viewConsumer('agenda', timer.runner, documents)),
      metrics.observeProjection(agenda.view, () => timer.runner.state()),
    );
    this.#ready('timer', () => timer.state());
  }

  async #startReaction(reaction: Reaction): Promise<void> {
    const { context, engines, declined } = this.#options;
    const { bus, documents, store, tenant, clock } = engines;
    const reactor = await runReaction(reaction, {
      context,
      tenant,
      bus,
      checkpoints: reactorStore(documents),
      store,
      desk: this.desk,
      declined: declined as EventDefinition,
      look: (after) => ({
        at: clock.now().getTime(),
        stream: async (aggregate, id) => {
          const found = await this.desk.read(aggregate, id);
          return found && { value: found.state, position: `${context}:${found.position}` };
        },
        view: (name) => this.#viewAt(name, after),
      }),
    });
    const { metrics, consumers } = this.#parts();
    this.#closing.unshift(
      () => reactor.close(),
      consumers.add(context, reactionConsumer(reactor)),
      metrics.observeProjection(reactor.name, () => ({
        sources: reactor.state(),
        parked: reactor.waiting(),
      })),
    );
    this.#ready(reaction.name, () => progressOf(reactor));
  }

  async #viewAt(name: string, after: string | undefined) {
    const found = this.#views.get(name);
    if (found === undefined) throw new Error(`${this.#options.context} has no view ${name}`);
    return found.at(after === undefined ? {} : { after });
  }

  #parts(): Told {
    if (this.#told === undefined) throw new Error(`${this.#options.context} runs outside of an application`);
    return this.#told;
  }

  #ready(what: string, check: () => ReadinessCheck): void {
    this.#closing.unshift(this.#parts().readiness.add(`${this.#options.context}.${what}`, check));
  }

  #warn(what: string): (error: Error) => void {
    let told = '';
    return (error) => {
      // A failure that stays is said once, not at every attempt.
      if (error.message !== told) this.#logger.warn(`${what}: ${error.message}`);
      told = error.message;
    };
  }
}

function progressOf(reactor: Reactor): ReadinessCheck {
  const failing = reactor.state().find(({ failure }) => failure !== undefined)?.failure;
  if (failing !== undefined) return { ready: false, detail: `failing: ${failing.message}` };
  const behind = reactor.state().reduce((sum, { head, position }) => sum + Math.max(0, head - position), 0);
  return { ready: true, detail: `${behind} events behind` };
}
