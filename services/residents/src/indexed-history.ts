/**
 * State of an aggregate that is asked about single entries of thousands: the events as a linked list, so that folding is
 * pure and costs nothing per event, and an index over them that is made when a decision first asks for it.
 */
export interface History<Event> {
  readonly latest?: Event;
  readonly before?: History<Event>;
}

/** The history one event later. */
export function remember<Event>(history: History<Event>, event: Event): History<Event> {
  return { latest: event, before: history };
}

/**
 * Makes the function that gives the index of a history. The index is a cache: the one of an earlier history is carried
 * on to the later, so that a batch of n decisions costs n absorbed events, and an earlier history asked again builds
 * its own anew.
 */
export function indexedBy<Event extends object, Index>(
  create: () => Index,
  absorb: (index: Index, event: Event) => void,
): (history: History<Event>) => Index {
  const cache = new WeakMap<History<Event>, Index>();
  return (history) => {
    const pending: Event[] = [];
    let at: History<Event> | undefined = history;
    while (at !== undefined && !cache.has(at)) {
      if (at.latest !== undefined) pending.push(at.latest);
      at = at.before;
    }
    const index = (at !== undefined ? cache.get(at) : undefined) ?? create();
    if (at !== undefined && at !== history) cache.delete(at);
    for (let i = pending.length - 1; i >= 0; i--) absorb(index, pending[i] as Event);
    cache.set(history, index);
    return index;
  };
}
