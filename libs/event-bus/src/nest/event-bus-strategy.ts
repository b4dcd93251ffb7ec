import { type ContextName, contextOf, type RecordedEvent, UnknownEventType } from '@linli/contracts';
import { type CustomTransportStrategy, type MessageHandler, Server } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import type { EventBatch, EventBus, SourceState } from '../event-bus.ts';
import { createReactor, type ReactionContext, type Reactor, type ReactorOptions } from '../reactor.ts';
import { type BatchInfo, EventContext } from './event-context.ts';

export type EventBusStrategyOptions = Pick<
  ReactorOptions,
  'bus' | 'name' | 'checkpoints' | 'startAt' | 'attempts' | 'concurrency'
>;

/** For `@EventPattern('IncidentReported', EVENT_TRANSPORT)` in an application that has other transports too. */
export const EVENT_TRANSPORT = Symbol('linli.events');

/**
 * Nest microservice transport over any event bus: `@EventPattern('IncidentReported')` handlers get the event's data, and
 * an `EventContext` as context. What it is told applies as to a reactor: one consumer group under `name`, a checkpoint of
 * its own, each stream in order and several beside each other, and an event whose handler keeps failing is parked with
 * its reason, those of its stream behind it. Several handlers of one event are tried again together, so each must be
 * idempotent: by commands under `commandId`. Events without a handler are passed over.
 */
export class EventBusStrategy extends Server implements CustomTransportStrategy {
  override readonly transportId = EVENT_TRANSPORT;
  override readonly propagatesEventHandlerErrors = true;
  readonly #options: EventBusStrategyOptions;
  readonly #batches = new WeakMap<RecordedEvent, BatchInfo>();
  #reactor: Reactor | undefined;

  constructor(options: EventBusStrategyOptions) {
    super();
    this.#options = options;
  }

  /** Progress and parked events. Throws before the transport listens. */
  get reactor(): Reactor {
    if (!this.#reactor) throw new Error(`${this.#options.name} does not listen yet`);
    return this.#reactor;
  }

  /** Of each source that is followed: what readiness and lag metrics go by. Empty before it listens. */
  state(): readonly SourceState[] {
    return this.#reactor?.state() ?? [];
  }

  /** Fails for a handler of an event that the published language does not have, and as `createReactor` does. */
  listen(callback: (error?: unknown) => void): void {
    this.#start().then(() => callback(), callback);
  }

  /** Awaits the handlers under way, stores how far they are and leaves the group. */
  async close(): Promise<void> {
    await this.#reactor?.close();
    this._status$.next('closed');
  }

  unwrap<T>(): T {
    return this.reactor as T;
  }

  on(event: string): never {
    throw new Error(
      `this transport tells nothing of its own, so not ${event} either; see status and state()`,
    );
  }

  async #start(): Promise<void> {
    const types = [...this.messageHandlers]
      .filter(([, handler]) => handler.isEventHandler)
      .map(([pattern]) => pattern);
    this.#reactor = await createReactor({
      ...this.#options,
      bus: this.#noting(this.#options.bus),
      contexts: contextsOf(types),
      types,
      react: (event, reaction) => this.#handle(event, reaction),
    });
    this._status$.next('listening');
  }

  /** The bus, with note taken of the batch that each event comes in. */
  #noting(bus: EventBus): EventBus {
    return {
      upcast: (event) => bus.upcast(event),
      close: () => bus.close(),
      subscribe: (subscriber) =>
        bus.subscribe({
          ...subscriber,
          handle: (batch) => {
            this.#note(batch);
            return subscriber.handle(batch);
          },
        }),
    };
  }

  #note({ context, source, after, position, head, events }: EventBatch): void {
    const info = { context, source, after, position, head };
    for (const event of events) this.#batches.set(event, info);
  }

  #handle(event: RecordedEvent, reaction: ReactionContext): Promise<void> {
    const handler = this.getHandlerByPattern(event.type) as MessageHandler;
    const context = new EventContext([event, reaction, this.#batches.get(event)]);
    return new Promise((resolve, reject) => {
      this.runWithProcessingHooks(context, async (end) => {
        try {
          const answer: unknown = await handler(event.data, context);
          if (isObservable(answer)) await lastValueFrom(answer, { defaultValue: undefined });
          resolve();
        } catch (error) {
          reject(asError(error));
        } finally {
          end();
        }
      });
    });
  }
}

function contextsOf(types: readonly string[]): readonly ContextName[] {
  const contexts = new Set<ContextName>();
  const unknown: string[] = [];
  for (const type of types) {
    try {
      contexts.add(contextOf(type));
    } catch (error) {
      if (!(error instanceof UnknownEventType)) throw error;
      unknown.push(type);
    }
  }
  if (unknown.length > 0)
    throw new Error(`handlers of events that the published language does not have: ${unknown.join(', ')}`);
  return [...contexts];
}

/** Nest's filters turn errors into plain objects with a message. */
function asError(error: unknown): Error {
  if (error instanceof Error) return error;
  const message = (error as { message?: unknown } | null)?.message;
  return new Error(typeof message === 'string' ? message : String(error));
}
