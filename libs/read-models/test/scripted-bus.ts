import type { ContextName, RecordedEvent } from '@linli/contracts';
import type { EventBus, Subscriber } from '@linli/event-bus';

interface Owner {
  readonly subscriber: Subscriber;
  /** How far each source has been delivered and acknowledged. */
  readonly reached: Map<string, number>;
}

/** A bus that delivers what and when the test says: late, again, in any portions, to several owners at a time. */
export class ScriptedBus implements EventBus {
  readonly #logs: Readonly<Partial<Record<ContextName, readonly RecordedEvent[]>>>;
  #owners: Owner[] = [];

  constructor(logs: Readonly<Partial<Record<ContextName, readonly RecordedEvent[]>>>) {
    this.#logs = logs;
  }

  async subscribe(subscriber: Subscriber) {
    const owner: Owner = { subscriber, reached: new Map() };
    for (const source of subscriber.contexts) {
      const start = await subscriber.startAfter(source);
      owner.reached.set(source, start === 'end' ? this.#headOf(source) : start);
    }
    this.#owners.push(owner);
    return {
      state: () =>
        subscriber.contexts.map((source) => ({
          source,
          position: owner.reached.get(source) ?? 0,
          head: this.#headOf(source),
          aliveAt: Date.now(),
        })),
      close: async () => {
        this.#owners = this.#owners.filter((other) => other !== owner);
      },
    };
  }

  get owners(): number {
    return this.#owners.length;
  }

  /**
   * Delivers batches of up to so many events to an owner, the next before the one before is finished, beginning `back`
   * positions before where it stands. What is not taken, and what lies behind it, is delivered again by a later call.
   */
  async deliver(
    owner: number,
    context: ContextName,
    back: number,
    ...sizes: readonly number[]
  ): Promise<void> {
    const { subscriber, reached } = this.#owners[owner] as Owner;
    let after = Math.max(0, (reached.get(context) ?? 0) - back);
    const head = this.#headOf(context);
    const handed = sizes.map((size) => {
      const events = (this.#logs[context] ?? []).filter((event) => event.position > after).slice(0, size);
      const position = events.at(-1)?.position ?? after;
      const taken = subscriber.handle({ context, source: context, events, after, position, head }).then(
        () => true,
        () => false,
      );
      after = position;
      return { position, taken };
    });
    let taken = true;
    for (const batch of handed) {
      taken = (await batch.taken) && taken;
      if (taken) reached.set(context, Math.max(batch.position, reached.get(context) ?? 0));
    }
  }

  /** Delivers everything to everyone, as often as it takes. */
  async settle(): Promise<void> {
    for (const [index, { subscriber, reached }] of this.#owners.entries()) {
      for (const context of subscriber.contexts) {
        let attempts = 0;
        while ((reached.get(context) ?? 0) < this.#headOf(context)) {
          await this.deliver(index, context, 0, 7, 3);
          attempts += 1;
          if (attempts > 1_000) throw new Error('the owner does not take what it is delivered');
        }
      }
    }
  }

  upcast(event: RecordedEvent): RecordedEvent {
    return event;
  }

  async close(): Promise<void> {
    this.#owners = [];
  }

  #headOf(context: string): number {
    return this.#logs[context as ContextName]?.at(-1)?.position ?? 0;
  }
}
