import { setTimeout } from 'node:timers/promises';
import type { Clock } from '@linli/service-kit';
import type { Actor, Script, Step } from './script.ts';

/** What the player needs of the city: its command API, spoken over HTTP like everybody else. */
export interface CommandDoor {
  /** Sends one command; resolves to the HTTP status and the problem code, if one came. */
  send(step: Step): Promise<{ readonly status: number; readonly code?: string; readonly detail?: string }>;
}

export interface PlayerOptions {
  readonly script: Script;
  readonly door: CommandDoor;
  readonly clock: Clock;
  readonly storyStart: Date;
  /** Steps that are done for good. */
  readonly played: number;
  /** Told whenever more steps are done for good. */
  readonly onProgress: (played: number) => void;
  /** A step the city refused: it is listed, and the play goes on. */
  readonly onRefused: (step: Step, reason: string) => void;
}

export interface Player {
  /** Resolves when the last step is done or `stop` was called. */
  readonly finished: Promise<void>;
  stop(): Promise<void>;
}

const concurrent = 32;
/** A command can meet a policy that has not answered yet (routing); it is asked again that many times. */
const attempts = 40;

/**
 * Plays the script through the command API at the city's clock. Commands of one incident keep their order; a step is
 * sent again under the same idempotency key after a stop, so nothing happens twice.
 */
export function play(options: PlayerOptions): Player {
  const { script, door, clock, storyStart, onProgress, onRefused } = options;
  const lastOf = new Map<string, Promise<void>>();
  const done = new Set<number>();
  let played = options.played;
  let next = options.played;
  let running = 0;
  const stopping = new AbortController();
  const pause = (milliseconds: number) =>
    setTimeout(milliseconds, undefined, { signal: stopping.signal }).catch(() => {});

  const perform = async (index: number, step: Step): Promise<void> => {
    for (let attempt = 1; !stopping.signal.aborted; attempt += 1) {
      const answer = await door
        .send(step)
        .catch((error: Error) => ({ status: 0, code: 'unreachable', detail: error.message }));
      if (answer.status >= 200 && answer.status < 300) break;
      const passing =
        answer.status === 0 ||
        answer.status === 409 ||
        answer.status === 422 ||
        answer.status >= 500 ||
        answer.status === 429;
      if (!passing || (answer.status === 422 && attempt >= attempts)) {
        onRefused(step, `${answer.status} ${answer.code ?? ''} ${answer.detail ?? ''}`.trim());
        break;
      }
      await pause(Math.min(2_000, 25 * attempt));
    }
    if (stopping.signal.aborted) return;
    done.add(index);
    while (done.delete(played)) played += 1;
    onProgress(played);
  };

  const finished = (async () => {
    while (!stopping.signal.aborted && next < script.steps.length) {
      const step = script.steps[next] as Step;
      const wait = storyStart.getTime() + step.minute * 60_000 - clock.now().getTime();
      if (wait > 0 || running >= concurrent) {
        await pause(running >= concurrent ? 5 : Math.min(1_000, Math.max(1, wait / clock.rate)));
        continue;
      }
      const index = next;
      next += 1;
      running += 1;
      const turn = (lastOf.get(step.request) ?? Promise.resolve()).then(() => perform(index, step));
      lastOf.set(step.request, turn);
      void turn.finally(() => {
        running -= 1;
        if (lastOf.get(step.request) === turn) lastOf.delete(step.request);
      });
    }
    await Promise.all(lastOf.values());
  })();

  return {
    finished,
    async stop() {
      stopping.abort();
      await finished;
    },
  };
}

/** Name under which an actor is known; also the key of its token. */
export function nameOf(actor: Actor): string {
  return typeof actor === 'string' ? actor : actor.unit;
}
