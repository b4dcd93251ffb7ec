import { upcast } from '@linli/contracts';
import type { EventStore } from '@linli/event-sourcing';
import { policyEvents, policyNames, type PolicyBook } from './policy-book.ts';

export interface PolicyFollower {
  /** Why the log cannot be followed at the moment, if it cannot. */
  readonly failure: Error | undefined;
  close(): Promise<void>;
}

const types = Object.values(policyEvents);
/** Versions of other instances are heard of within this, milliseconds; own ones are put in the book at once. */
const listenEvery = 250;

/** Loads the policy streams of the service's own log into the book, and follows it for versions of other instances. */
export async function followPolicies(store: EventStore, book: PolicyBook): Promise<PolicyFollower> {
  const stop = new AbortController();
  const { signal } = stop;
  let failure: Error | undefined;
  // Read before the streams: an event recorded in between comes twice, which the book knows how to ignore.
  let position = await store.head();
  for (const name of policyNames)
    for (const event of await store.readStream(name)) book.absorb(upcast(event));

  const following = (async () => {
    while (!signal.aborted) {
      try {
        for await (const page of store.follow({ after: position, filter: { types }, signal })) {
          page.events.forEach((event) => book.absorb(upcast(event)));
          position = page.position;
          failure = undefined;
          // Every append moves the log: without a rest the few policy events would be looked for thousands of times a second.
          await rest(listenEvery, signal);
        }
      } catch (error) {
        failure = error as Error;
        await rest(listenEvery, signal);
      }
    }
  })();

  return {
    get failure() {
      return failure;
    },
    async close() {
      stop.abort();
      await following;
    },
  };
}

function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
  });
}
