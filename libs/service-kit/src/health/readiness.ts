import type { Unchanged } from '@linli/contracts';
import { Injectable } from '@nestjs/common';
import { type Static, Type } from 'typebox';

export const ReadinessCheck = Type.Object({
  ready: Type.Boolean(),
  detail: Type.String({
    description: 'for the operator: 12 events behind, switched generation 3; no personal data',
  }),
});
export type ReadinessCheck = Unchanged<Static<typeof ReadinessCheck>>;

export const ReadinessReport = Type.Object({
  ready: Type.Boolean(),
  checks: Type.Record(Type.String(), ReadinessCheck),
});
export type ReadinessReport = Unchanged<Static<typeof ReadinessReport>>;

/**
 * What must hold before requests are sent here: every part adds its own check (caught up within bounds, map loaded).
 * Checks look at what is known already; they never ask an engine.
 */
@Injectable()
export class ReadinessRegistry {
  readonly #checks = new Map<string, () => ReadinessCheck>();
  #draining = false;

  /** Returns the way to take the check out again. */
  add(name: string, check: () => ReadinessCheck): () => void {
    if (this.#checks.has(name)) throw new Error(`readiness check ${name} is there already`);
    this.#checks.set(name, check);
    return () => void this.#checks.delete(name);
  }

  /** From now on not ready, whatever the checks say: the service is stopping. */
  drain(): void {
    this.#draining = true;
  }

  get draining(): boolean {
    return this.#draining;
  }

  report(): ReadinessReport {
    const checks: Record<string, ReadinessCheck> = {};
    let ready = !this.#draining;
    if (this.#draining) checks['stopping'] = { ready: false, detail: 'the service is stopping' };
    for (const [name, check] of this.#checks) {
      const result = outcomeOf(check);
      checks[name] = result;
      ready &&= result.ready;
    }
    return { ready, checks };
  }
}

function outcomeOf(check: () => ReadinessCheck): ReadinessCheck {
  try {
    return check();
  } catch {
    return { ready: false, detail: 'the check itself failed' };
  }
}
