import type { Findings } from './findings.ts';
import type { LoggedEvent } from './log-index.ts';
import type { DocumentNote, DocumentsNote, EffectsNote } from './notes.ts';
import type { ParkedHistory } from './parked-history.ts';

/** What an event adds to which key of an effect: `[['G0431', 1]]`. */
export type Effect = (event: LoggedEvent) => Iterable<readonly [key: string, amount: number]>;

/** How one collection is folded from the log, said again and as plainly as possible. */
export interface Reference {
  /** Documents the event touches. */
  keys(event: LoggedEvent): Iterable<string>;
  /** The document after the event; undefined when there is none any more. */
  evolve(body: unknown, event: LoggedEvent, key: string): unknown;
  /** What the noted document shows of what has been folded; all of it when left out. */
  show?(body: unknown): unknown;
}

export interface Folds {
  readonly effects?: Readonly<Record<string, Effect>>;
  readonly references?: Readonly<Record<string, Reference>>;
}

/** Something noted that is to be compared once the log has been folded up to its position. */
interface Awaited {
  readonly consumer: string;
  readonly context: string;
  readonly position: number;
  fold(event: LoggedEvent): void;
  compare(): void;
}

/**
 * P9: what a consumer's documents add up to is what the log adds up to, each event once. P6: its documents are those of
 * the reference fold. Events that a consumer has parked or given up are left out of its fold.
 */
export class FoldCheck {
  readonly #folds: Folds;
  readonly #findings: Findings;
  readonly #parked: ParkedHistory;
  readonly #documents = new Map<string, Map<string, { body: string; place: number }>>();
  readonly #awaited = new Map<string, Awaited[]>();
  /** Effects and collections that were noted but have no reference to compare them with. */
  readonly unknown = new Set<string>();

  constructor(folds: Folds, parked: ParkedHistory, findings: Findings) {
    this.#folds = folds;
    this.#parked = parked;
    this.#findings = findings;
  }

  effects(note: EffectsNote, place: number): void {
    const effect = this.#folds.effects?.[note.effect];
    if (effect === undefined) {
      this.unknown.add(note.effect);
      return;
    }
    const counts = new Map<string, number>();
    this.#await({
      consumer: note.consumer,
      context: note.context,
      position: note.position,
      fold: (event) => {
        for (const [key, amount] of effect(event)) counts.set(key, (counts.get(key) ?? 0) + amount);
      },
      compare: () => this.#compareCounts(note, counts, place),
    });
  }

  document(note: DocumentNote, place: number): void {
    const name = collectionOf(note);
    const documents = this.#documents.get(name) ?? new Map<string, { body: string; place: number }>();
    this.#documents.set(name, documents);
    documents.set(note.key, { body: canonical(note.body), place });
  }

  documents(note: DocumentsNote, place: number): void {
    const noted =
      this.#documents.get(collectionOf(note)) ?? new Map<string, { body: string; place: number }>();
    this.#documents.delete(collectionOf(note));
    const reference = this.#folds.references?.[note.collection];
    if (reference === undefined) {
      this.unknown.add(note.collection);
      return;
    }
    const folded = new Map<string, unknown>();
    this.#await({
      consumer: note.consumer,
      context: note.context,
      position: note.position,
      fold: (event) => {
        for (const key of reference.keys(event)) {
          const body = reference.evolve(folded.get(key), event, key);
          if (body === undefined) folded.delete(key);
          else folded.set(key, body);
        }
      },
      compare: () => {
        const { show = (body) => body } = reference;
        const shown = new Map([...folded].map(([key, body]) => [key, show(body)]));
        this.#compareDocuments(note, noted, shown, place);
      },
    });
  }

  /** Whether any note of the context waits for its fold. */
  waitsFor(context: string): boolean {
    return this.#awaited.has(context);
  }

  /** The next event of a log, in its order. */
  event(event: LoggedEvent): void {
    for (const awaited of this.#awaited.get(event.context) ?? []) {
      if (event.position > awaited.position) continue;
      if (this.#parked.isParked(awaited.consumer, event.position)) continue;
      if (this.#parked.gaveUp(awaited.consumer, event.position)) continue;
      awaited.fold(event);
    }
  }

  /** All logs have been folded. */
  finish(): void {
    for (const awaited of this.#awaited.values()) for (const one of awaited) one.compare();
  }

  #await(awaited: Awaited): void {
    const others = this.#awaited.get(awaited.context);
    if (others) others.push(awaited);
    else this.#awaited.set(awaited.context, [awaited]);
  }

  #compareCounts(note: EffectsNote, expected: ReadonlyMap<string, number>, place: number): void {
    const keys = new Set([...Object.keys(note.counts), ...expected.keys()]);
    for (const key of keys) {
      this.#findings.checked('P9', 'counts');
      const [should, is] = [expected.get(key) ?? 0, note.counts[key] ?? 0];
      if (should === is) continue;
      this.#findings.broken('P9', {
        place,
        expected: `${note.effect} of ${key} at ${note.consumer}: ${should}, the sum over the log up to ${note.position}`,
        seen: String(is),
      });
    }
  }

  #compareDocuments(
    note: DocumentsNote,
    noted: ReadonlyMap<string, { readonly body: string; readonly place: number }>,
    folded: ReadonlyMap<string, unknown>,
    place: number,
  ): void {
    for (const key of new Set([...noted.keys(), ...folded.keys()])) {
      this.#findings.checked('P6', 'documents');
      const should = folded.has(key) ? canonical(folded.get(key)) : undefined;
      const is = noted.get(key);
      if (should === is?.body) continue;
      this.#findings.broken('P6', {
        place: is?.place ?? place,
        expected: `${note.collection} ${key} at ${note.consumer}: ${should ?? 'no document'}`,
        seen: is?.body ?? 'no document',
        related: [place],
      });
    }
  }
}

function collectionOf({ by, consumer, context, collection }: DocumentNote | DocumentsNote): string {
  return JSON.stringify([by, consumer, context, collection]);
}

/** JSON with the members of objects in order of their names. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([one], [other]) => (one < other ? -1 : 1)))
      : member,
  );
}
