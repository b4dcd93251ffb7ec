import { type RecordedEvent, upcast } from '@linli/contracts';
import type { EventStore, PoliciesInForce, Policy } from '@linli/event-sourcing';
import { Problem } from '../problems/problem.ts';

/** A version of a policy and where it came into force. */
export interface PolicyVersion<Content = unknown> {
  readonly content: Content;
  /** It judges what opened behind this position of the log. */
  readonly position: number;
  /** Milliseconds since 1970 UTC. */
  readonly recordedAt: number;
}

/** Versions of other processes are heard of within this, milliseconds; own ones are waited for. */
const listenEvery = 250;

/**
 * Every version of every policy of a context, in memory, so that no command reads a policy stream. It follows the log in
 * its order: at each moment it holds what the log held at one position, and a decision that reads several policies reads
 * them there.
 */
export class PolicyBook {
  readonly #byType: ReadonlyMap<string, Policy>;
  /** By stream: that of the city, and one for each area that has versions of its own. */
  readonly #shelves = new Map<string, PolicyVersion[]>();
  readonly #store: EventStore;
  readonly #stop = new AbortController();
  #position = 0;
  #failure: Error | undefined;
  #following: Promise<void> = Promise.resolve();
  #waiting: { readonly position: number; readonly resolve: () => void }[] = [];
  #wake: () => void = () => undefined;

  constructor(store: EventStore, policies: readonly Policy[]) {
    this.#store = store;
    this.#byType = new Map(policies.map((policy) => [policy.event.type, policy]));
  }

  /** How far the log has been followed. */
  get position(): number {
    return this.#position;
  }

  /** Why the log cannot be followed at the moment, if it cannot. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** Resolves when everything that stands in the log has been absorbed; goes on following then. */
  async start(): Promise<void> {
    if (this.#byType.size === 0) return;
    const head = await this.#store.head();
    this.#following = this.#follow();
    if (head > 0) await this.reached(head);
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#wake();
    await this.#following;
  }

  /** Resolves when the book holds what the log held at the position. */
  reached(position: number): Promise<void> {
    if (this.#position >= position) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push({ position, resolve });
      this.#wake();
    });
  }

  /** All versions of a policy, from 1 on; of an area, those that it has of its own. */
  versions<Content>(policy: Policy<Content>, areaPath = ''): readonly PolicyVersion<Content>[] {
    return (this.#shelves.get(policyStream(policy, areaPath)) ?? []) as readonly PolicyVersion<Content>[];
  }

  /** The policies as they stand now; a later activation does not change what was taken. */
  snapshot(): PoliciesInForce {
    const position = this.#position;
    return {
      inForce: (policy, { opened, areaPath, version }) => {
        const until = policy.judges === 'opening' ? Math.min(opened ?? position, position) : position;
        for (const area of areasAround(areaPath ?? '')) {
          const versions = this.versions(policy, area);
          const found =
            version === undefined
              ? versions.findLast(({ position }) => position <= until)
              : versions[version - 1];
          if (found !== undefined) return found.content;
        }
        // What opened before the city had this policy is judged by its first version.
        const [first] = this.versions(policy);
        if (first === undefined || version !== undefined) throw notLoaded(policy.name);
        return first.content;
      },
    };
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stop;
    const types = [...this.#byType.keys()];
    while (!signal.aborted) {
      try {
        const pages = this.#store.follow({ after: this.#position, filter: { types }, signal });
        for await (const page of pages) {
          for (const event of page.events) this.#absorb(upcast(event));
          this.#position = page.position;
          this.#failure = undefined;
          this.#waiting = this.#waiting.filter(({ position, resolve }) => {
            if (position > page.position) return true;
            resolve();
            return false;
          });
          // Every append moves the log: without a rest the few policy events would be looked for thousands of times a second.
          if (page.position >= page.head && this.#waiting.length === 0) await this.#rest();
        }
      } catch (error) {
        this.#failure = error as Error;
        await this.#rest();
      }
    }
  }

  #absorb(event: RecordedEvent): void {
    const policy = this.#byType.get(event.type);
    if (policy === undefined) return;
    const shelf = this.#shelves.get(event.streamId) ?? [];
    shelf.push({ content: event.data, position: event.position, recordedAt: event.recordedAt });
    this.#shelves.set(event.streamId, shelf);
  }

  #rest(): Promise<void> {
    if (this.#stop.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, listenEvery);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** The stream of a policy's versions: of the city, or of an area that has its own (差别化探索). */
export function policyStream({ stream }: Policy, areaPath: string): string {
  return areaPath === '' ? stream : `${stream}-${areaPath}`;
}

/** An area and those around it, the smallest first; the city last. */
function* areasAround(areaPath: string): Generator<string> {
  for (let area = areaPath; area !== ''; area = area.slice(0, area.lastIndexOf('/', area.length - 2) + 1))
    yield area;
  yield '';
}

function notLoaded(name: string): Problem {
  return new Problem(
    { status: 503, code: 'policy-not-loaded', detail: `The ${name} that judges this is not loaded yet.` },
    { headers: { 'retry-after': '1' } },
  );
}
