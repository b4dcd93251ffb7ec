import { Injectable } from '@nestjs/common';

/**
 * The order in which a service ends (design §8). `intake`: what keeps connections open, such as event streams, says
 * farewell. `runners`: subscriptions finish the running batch, store their checkpoint and let go. `stores`: databases
 * close.
 */
export const SHUTDOWN_PHASES = ['intake', 'runners', 'stores'] as const;

export type ShutdownPhase = (typeof SHUTDOWN_PHASES)[number];

interface Step {
  readonly name: string;
  readonly close: () => void | Promise<void>;
}

/** Who must be told when the service stops. */
@Injectable()
export class Shutdown {
  readonly #steps: Readonly<Record<ShutdownPhase, Step[]>> = { intake: [], runners: [], stores: [] };
  readonly #run = new Set<ShutdownPhase>();

  /** What comes after its phase has run, since the start was given up while it came up, is closed at once. */
  during(phase: ShutdownPhase, name: string, close: () => void | Promise<void>): void {
    this.#steps[phase].push({ name, close });
    if (this.#run.has(phase)) void this.run(phase);
  }

  /** Runs one phase: its steps at the same time, except stores, which close in the order they were given. */
  async run(phase: ShutdownPhase): Promise<readonly Error[]> {
    this.#run.add(phase);
    const steps = this.#steps[phase].splice(0);
    const failures: Error[] = [];
    const close = async ({ name, close }: Step): Promise<void> => {
      try {
        await close();
      } catch (error) {
        failures.push(new Error(`${name} did not stop cleanly`, { cause: error }));
      }
    };
    if (phase === 'stores') for (const step of steps) await close(step);
    else await Promise.all(steps.map(close));
    return failures;
  }
}
