import { Places, type Place } from './places.ts';
import { type Evidence, type PromiseId, promiseIds, promises } from './promises.ts';

export interface Counterexample {
  /** The note that shows it. */
  readonly note: Place;
  readonly expected: string;
  readonly seen: string;
  /** Notes it has to be read together with. */
  readonly related: readonly Place[];
}

export interface Verdict {
  readonly promise: PromiseId;
  readonly text: string;
  readonly verdict: 'held' | 'broken' | 'not observed';
  /** What was compared, in words, and how often. */
  readonly evidence: readonly { readonly what: string; readonly count: number }[];
  /** How often it was broken; `counterexamples` are the first of them. */
  readonly violations: number;
  readonly counterexamples: readonly Counterexample[];
  /** Of a promise that was not observed: what the notes do not tell. */
  readonly missing: readonly string[];
}

/** A counterexample with places as numbers. */
export interface Violation {
  readonly place: number;
  readonly expected: string;
  readonly seen: string;
  readonly related?: readonly number[];
}

/** Gathers what speaks for and against each promise. */
export class Findings {
  readonly #places: Places;
  readonly #limit: number;
  readonly #counts = new Map<PromiseId, Map<string, number>>();
  readonly #violations = new Map<PromiseId, { count: number; first: Counterexample[] }>();

  constructor(places: Places, limit: number) {
    this.#places = places;
    this.#limit = limit;
  }

  checked<Id extends PromiseId>(promise: Id, evidence: Evidence<Id> & string, count = 1): void {
    let counts = this.#counts.get(promise);
    if (counts === undefined) this.#counts.set(promise, (counts = new Map()));
    counts.set(evidence, (counts.get(evidence) ?? 0) + count);
  }

  broken(promise: PromiseId, { place, expected, seen, related = [] }: Violation): void {
    let known = this.#violations.get(promise);
    if (known === undefined) this.#violations.set(promise, (known = { count: 0, first: [] }));
    known.count += 1;
    if (known.first.length >= this.#limit) return;
    known.first.push({
      note: this.#places.resolve(place),
      expected,
      seen,
      related: related.filter((other) => other !== place).map((other) => this.#places.resolve(other)),
    });
  }

  verdicts(): readonly Verdict[] {
    return promiseIds.map((promise) => {
      const { text, evidence, needs } = promises[promise];
      const words = new Map(Object.entries(evidence as Readonly<Record<string, string>>));
      const counts = this.#counts.get(promise) ?? new Map<string, number>();
      const { count = 0, first = [] } = this.#violations.get(promise) ?? {};
      const missing = (needs as readonly (readonly string[])[])
        .filter((group) => group.every((key) => (counts.get(key) ?? 0) === 0))
        .map((group) => group.map((key) => words.get(key)).join(' or '));
      return {
        promise,
        text,
        verdict: count > 0 ? 'broken' : missing.length > 0 ? 'not observed' : 'held',
        evidence: [...words].map(([key, what]) => ({ what, count: counts.get(key) ?? 0 })),
        violations: count,
        counterexamples: first,
        missing,
      };
    });
  }
}
