import { existsSync, unlinkSync } from 'node:fs';
import { uptime } from 'node:os';
import { StoreUnavailable } from '../event-store.ts';

const hour = 3_600_000;
/** How far the system's clock may run ahead of the time that has passed since the log was opened. */
const aheadAtMost = hour;
/** How long a log may have rested, in its own time, before somebody has to say that it has. */
const restAtMost = 366 * 24 * hour;
/** A clock that says less has never been set: nothing can be measured by it. */
const earliest = Date.UTC(2025, 0, 1);

/** Where somebody says that the log has rested for more than a year: an empty file, used up by the next append. */
export function restedFile(file: string): string {
  return `${file}.rested`;
}

/**
 * The times at which a log records. Recorded time never goes back, so one append by a clock that is far ahead would
 * hold it there for good: such an append is refused, and those by the right clock go on.
 *
 * What is far ahead, the log tells by two things that it knows. Any clock: more than 366 days behind its last event is a
 * rest that a person has to vouch for. The system's clock besides: it may not gain more than an hour on the time that
 * has passed since the log was opened, sleep of the machine included. That second bound does not hold for a clock that
 * was given: simulated time runs at a rate of its own, and leaps where a story leaps.
 */
export class RecordingClock {
  readonly #file: string;
  readonly #given: (() => number) | undefined;
  /** The latest time that an append was given, or that of the last event at opening. */
  #last: number;
  readonly #openedAt = { wall: Date.now(), running: performance.now(), up: uptime() * 1_000 };

  /** @param recordedAt time of the last event in the log, 0 when it is empty */
  constructor(file: string, given: (() => number) | undefined, recordedAt: number) {
    this.#file = file;
    this.#given = given;
    this.#last = recordedAt;
  }

  /** Milliseconds since 1970 UTC for an append. @throws StoreUnavailable `clock` when the clock cannot be right */
  read(): number {
    const now = this.#now();
    const wrong = this.#wrongness(now);
    if (wrong !== undefined) throw new StoreUnavailable('clock', `${this.#file}: ${wrong}`);
    if (now > this.#last) {
      if (this.#hasRested(now)) unlinkSync(restedFile(this.#file));
      this.#last = now;
    }
    return now;
  }

  /** Why an append would be refused now, undefined when it would not. */
  wrongness(): string | undefined {
    return this.#wrongness(this.#now());
  }

  #now(): number {
    return this.#given ? this.#given() : Date.now();
  }

  #wrongness(now: number): string | undefined {
    if (!this.#given && this.#gained(now) > aheadAtMost)
      return (
        `the clock says ${dated(now)}, more than an hour ahead of the time that has passed since the log was opened ` +
        `at ${dated(this.#openedAt.wall)}; nothing was recorded. Set the clock right; if it is right now, restart the service`
      );
    if (this.#hasRested(now) && !existsSync(restedFile(this.#file)))
      return (
        `the clock says ${dated(now)}, more than 366 days behind the last event, which is of ${dated(this.#last)}; ` +
        `nothing was recorded. Set the clock right; if it is right, and the log has rested for so long, ` +
        `say so by an empty file ${restedFile(this.#file)}`
      );
    return undefined;
  }

  #hasRested(now: number): boolean {
    return this.#last >= earliest && now - this.#last > restAtMost;
  }

  /** Milliseconds that the system's clock has gained since the log was opened. */
  #gained(now: number): number {
    const { wall, running, up } = this.#openedAt;
    if (wall < earliest) return 0;
    const gained = now - wall - (performance.now() - running);
    // The first measure of passed time stands still while the machine sleeps; the second does not, and costs more.
    return gained > aheadAtMost ? Math.min(gained, now - wall - (uptime() * 1_000 - up)) : gained;
  }
}

function dated(time: number): string {
  return Number.isFinite(time) && Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : String(time);
}
