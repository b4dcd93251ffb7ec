import { Injectable } from '@nestjs/common';

export interface ReadinessCheck {
  readonly ready: boolean;
  /** For the operator: `12 events behind`, `switched generation 3`. No personal data. */
  readonly detail: string;
}

export interface ReadinessReport {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, ReadinessCheck>>;
}

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
