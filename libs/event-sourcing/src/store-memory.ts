import { CommandIds } from './command-ids.ts';
import type { EventStore } from './event-store.ts';
import { FoldedStreams } from './folded-streams.ts';
import { StreamQueues } from './stream-queues.ts';

/** What all command handlers that write one store share in this process; it goes when the store does. */
export class StoreMemory {
  static readonly #byStore = new WeakMap<EventStore, StoreMemory>();

  readonly queues = new StreamQueues();
  readonly commandIds = new CommandIds();
  readonly #byDecider = new WeakMap<object, FoldedStreams<unknown>>();

  static of(store: EventStore): StoreMemory {
    const known = this.#byStore.get(store);
    if (known) return known;
    const made = new StoreMemory();
    this.#byStore.set(store, made);
    return made;
  }

  /** Streams as this decider folds them. */
  streamsOf<State>(decider: { readonly initialState: State }): FoldedStreams<State> {
    const known = this.#byDecider.get(decider);
    // Nobody but this decider's own handlers puts states there.
    if (known) return known as FoldedStreams<State>;
    const made = new FoldedStreams<State>();
    this.#byDecider.set(decider, made as FoldedStreams<unknown>);
    return made;
  }
}
