/** What has a part of the memory: it can let go of what nobody has used lately. */
export interface Evictable {
  /** What is used from now on is new; what was new is old; what was old and has not been used since is let go. */
  age(): void;
}

/** An entry of a map with its key, beside what it holds. */
const entryBytes = 128;

/** What a JSON value takes on the heap, by the length of its text: names are shared, numbers are short. */
export function heapBytes(key: string, textLength: number): number {
  return entryBytes + 2 * (key.length + textLength);
}

/**
 * The memory that all projections of a process fold in, in bytes, as near as lengths of texts tell it. Two kinds of
 * things take it:
 *
 * - documents that are stored, kept so that they need not be read again. Those that nobody has used for longest go first,
 *   whichever view and source they belong to: new ones fill half of the room, then all age by one, and the eldest go.
 *   Half the price of a list of last uses;
 * - what has been folded and is not stored yet. It is never let go. While it takes all there is, no more is taken in:
 *   `admit` waits until some of it is stored or given up.
 */
export class FoldMemory {
  readonly #limit: number;
  readonly #caches = new Set<Evictable>();
  #young = 0;
  #old = 0;
  #unsaved = 0;
  #waiting: { readonly bytes: number; readonly admitted: (admission: Admission) => void }[] = [];

  /** `limit` is in bytes. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Bytes of stored documents that are kept. */
  get kept(): number {
    return this.#young + this.#old;
  }

  /** Bytes that have been folded, or are about to be, and are not stored. */
  get unsaved(): number {
    return this.#unsaved;
  }

  /** A new or newly used document of a cache is kept. */
  keep(cache: Evictable, bytes: number): void {
    this.#caches.add(cache);
    this.#young += bytes;
    this.#makeRoom();
  }

  /** Documents were used again, replaced or let go: they count no more. */
  release(young: number, old: number): void {
    this.#young -= young;
    this.#old -= old;
  }

  /** The cache keeps nothing any more. */
  leave(cache: Evictable): void {
    this.#caches.delete(cache);
  }

  /**
   * Resolves when so many bytes may be folded; at once where nothing else is unsaved, however many they are, since what
   * is too big for the memory still has to be folded. In the order in which they came.
   */
  admit(bytes: number): Promise<Admission> {
    return new Promise((admitted) => {
      this.#waiting.push({ bytes, admitted });
      this.#admitWhatFits();
    });
  }

  #admitWhatFits(): void {
    for (;;) {
      const [first] = this.#waiting;
      if (!first || (this.#unsaved > 0 && this.#unsaved + first.bytes > this.#limit)) return;
      this.#waiting.shift();
      first.admitted(this.#admission(first.bytes));
    }
  }

  #admission(estimated: number): Admission {
    let bytes = estimated;
    this.#unsaved += bytes;
    this.#makeRoom();
    return {
      measured: (actual) => {
        this.#unsaved += actual - bytes;
        bytes = actual;
        this.#makeRoom();
        this.#admitWhatFits();
      },
      end: () => {
        this.#unsaved -= bytes;
        bytes = 0;
        this.#admitWhatFits();
      },
    };
  }

  #makeRoom(): void {
    const room = Math.max(0, this.#limit - this.#unsaved);
    for (let aged = 0; aged < 2; aged += 1) {
      if (this.#young <= room / 2 && this.#young + this.#old <= room) return;
      this.#old = this.#young;
      this.#young = 0;
      for (const cache of this.#caches) cache.age();
    }
  }
}

/** Room for what is being folded, until it is stored or given up. */
export interface Admission {
  /** It has turned out to take so many bytes. */
  measured(bytes: number): void;
  end(): void;
}

/** What all projections of this process share unless they are told otherwise. */
export const processMemory = new FoldMemory(128 * 1024 * 1024);
