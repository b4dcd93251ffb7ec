import { isIPv6 } from 'node:net';
import { Problem } from '../problems/problem.ts';

const WINDOW_MS = 60_000;
/** Callers counted in one window; those beyond share one count, so that strangers cannot fill the memory. */
const MOST_COUNTED = 50_000;
const THE_REST = 'the rest';

/**
 * Counts requests of each caller in windows of a minute. A plain map that is emptied: the usual plugin asks a store
 * asynchronously and costs a twelfth of a request, and does not see requests with bad tokens.
 */
export class RateLimiter {
  readonly #most: number;
  readonly #now: () => number;
  readonly #counts = new Map<string, number>();
  #windowEnds = 0;

  /** `most` requests a minute; 0 is no limit. `now` gives milliseconds of a clock that nobody sets back. */
  constructor(most: number, now: () => number = () => performance.now()) {
    this.#most = most;
    this.#now = now;
  }

  /** Counts a request of a known subject. Returns the refusal (429) when it is one too many. */
  bySubject(subject: string): Problem | undefined {
    return this.#most === 0 ? undefined : this.#count(`sub ${subject}`);
  }

  /** Counts a request of somebody who is not known (yet). */
  byAddress(address: string): Problem | undefined {
    return this.#most === 0 ? undefined : this.#count(`ip ${networkOf(address)}`);
  }

  #count(caller: string): Problem | undefined {
    const now = this.#now();
    if (now >= this.#windowEnds) {
      this.#counts.clear();
      this.#windowEnds = now + WINDOW_MS;
    }
    const counted = this.#counts.get(caller);
    const key = counted === undefined && this.#counts.size >= MOST_COUNTED ? THE_REST : caller;
    const count = (counted ?? this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    return count > this.#most ? tooMany(this.#most, this.#windowEnds - now) : undefined;
  }
}

function tooMany(most: number, waitMs: number): Problem {
  return new Problem(
    {
      status: 429,
      code: 'too-many-requests',
      detail: `More than ${most} requests in a minute; wait as long as Retry-After says.`,
    },
    { headers: { 'retry-after': String(Math.ceil(waitMs / 1000)) } },
  );
}

/** One IPv6 customer holds a whole /64; counting single addresses would let it change them at will. */
function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped) return mapped[1]!;
  const [head = '', tail] = address.toLowerCase().split('%', 1)[0]!.split('::');
  const groups = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - groups.length - last.length;
  return [...groups, ...Array<string>(Math.max(0, zeros)).fill('0'), ...last].slice(0, 4).join(':');
}
