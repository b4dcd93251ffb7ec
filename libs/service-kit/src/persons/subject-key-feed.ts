import { personKeyEvents } from '@linli/contracts';
import type { EventBus, SourceId, Subscription } from '@linli/event-bus';
import type { SubjectKeyEvent, SubjectKeyLog, Vault } from '@linli/privacy';

/** What is known of a source: how far it has been read, and how far it reached when it was first heard of. */
interface Heard {
  position: number;
  readonly head: number;
}

/** `ErasureRequested` decides nothing. */
const types = Object.keys(personKeyEvents).filter((type) => type !== 'ErasureRequested');

/**
 * What the log of residents says of keys, brought by the bus: all that was said, then each as it comes. Few events in all,
 * so they are kept in memory.
 */
export class SubjectKeyFeed implements SubjectKeyLog {
  readonly #events: SubjectKeyEvent[] = [];
  readonly #sources = new Map<SourceId, Heard>();
  #subscription: Subscription | undefined;

  /** @param group name of the consumer, one of its own in each process */
  async follow(bus: EventBus, group: string, vault: Vault): Promise<void> {
    this.#subscription = await bus.subscribe({
      group,
      contexts: ['residents'],
      types,
      startAfter: async () => 0,
      handle: async ({ source, events, position, head }) => {
        for (const event of events) this.#take(event as unknown as SubjectKeyEvent);
        if (events.length > 0) await vault.catchUp();
        const heard = this.#sources.get(source) ?? { position: 0, head };
        this.#sources.set(source, { head: heard.head, position: Math.max(position, heard.position) });
      },
    });
  }

  /** Whether every source has been read up to where it reached when it was first heard of. */
  settled(): boolean {
    const sources = this.#subscription?.state();
    if (sources === undefined || sources.length === 0) return false;
    return sources.every(({ source, head, aliveAt }) => {
      const heard = this.#sources.get(source);
      // Before its first sign of life nothing is known of a source, not even that it is empty.
      return aliveAt > 0 && (heard === undefined ? head === 0 : heard.position >= heard.head);
    });
  }

  async *after(position: number): AsyncIterable<SubjectKeyEvent> {
    yield* this.#events.filter((event) => event.position > position);
  }

  async close(): Promise<void> {
    await this.#subscription?.close();
  }

  #take(event: SubjectKeyEvent): void {
    const at = this.#events.findLastIndex((other) => other.position <= event.position);
    if (this.#events[at]?.position !== event.position) this.#events.splice(at + 1, 0, event);
  }
}
