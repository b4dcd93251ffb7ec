import type { FacetVersion } from '@linli/read-models';
import { incidentFacts, type IncidentFacts } from '../views/board/incident-facts.ts';

/**
 * Facts of the incidents that are moving now, kept up to date by the commits themselves, so that a line on its way to the
 * screens needs no look into the store. It may forget any of them; it must never keep an outdated one, so whoever
 * leaves a commit out clears it.
 */
export class KnownFacts {
  readonly #capacity: number;
  readonly #facts = new Map<string, IncidentFacts>();

  constructor(capacity = 20_000) {
    this.#capacity = capacity;
  }

  absorb(versions: readonly FacetVersion[]): void {
    for (const { collection, key, body } of versions) {
      if (collection === incidentFacts.name && body !== null)
        this.#keep(key, JSON.parse(body) as IncidentFacts);
    }
  }

  clear(): void {
    this.#facts.clear();
  }

  /** Facts of all these incidents, loading those that are not known; at once when all are. */
  of(
    incidents: readonly string[],
    load: (missing: readonly string[]) => Promise<ReadonlyMap<string, IncidentFacts>>,
  ): ReadonlyMap<string, IncidentFacts> | Promise<ReadonlyMap<string, IncidentFacts>> {
    const missing = incidents.filter((incident) => !this.#facts.has(incident));
    if (missing.length === 0) return this.#facts;
    return load(missing).then((loaded) => {
      for (const [incident, facts] of loaded) if (!this.#facts.has(incident)) this.#keep(incident, facts);
      return this.#facts;
    });
  }

  #keep(incident: string, facts: IncidentFacts): void {
    if (this.#facts.size >= this.#capacity && !this.#facts.has(incident)) {
      this.#facts.delete(this.#facts.keys().next().value as string);
    }
    this.#facts.set(incident, facts);
  }
}
