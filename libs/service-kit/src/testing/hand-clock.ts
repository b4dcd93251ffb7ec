import type { Clock } from '../engines.ts';

/** A clock that stands where it is put. */
export class HandClock implements Clock {
  readonly rate = 1;
  #now: number;

  constructor(local: string) {
    this.#now = shanghai(local);
  }

  now(): Date {
    return new Date(this.#now);
  }

  /** `2026-05-11 09:00` on a wall clock of Asia/Shanghai. */
  set(local: string): void {
    this.#now = shanghai(local);
  }
}

/** Milliseconds since 1970 UTC of what a wall clock of Asia/Shanghai shows. */
export function shanghai(local: string): number {
  return Date.parse(`${local.replace(' ', 'T')}:00+08:00`);
}
