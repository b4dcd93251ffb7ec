import { SqliteEventStore } from '@linli/event-sourcing';
import type { Random, Recorder } from '@linli/testing/history';
import { logNote } from './log-note.ts';

export interface LogReaderOptions {
  readonly name: string;
  readonly context: string;
  readonly file: string;
  readonly recorder: Recorder;
  readonly random: Random;
}

const againAfterMs = 500;

/** Follows a log in its file from outside, as a read-only reader of another process's log, and begins again now and then. */
export class LogReader {
  readonly #options: LogReaderOptions;
  readonly #ending = new AbortController();
  #following: Promise<void> = Promise.resolve();
  #run = -1;
  #position = 0;

  constructor(options: LogReaderOptions) {
    this.#options = options;
    const { name, context, recorder } = options;
    recorder.note(name, { kind: 'observer', of: 'log', context, audience: name, delivers: 'once' });
  }

  get position(): number {
    return this.#position;
  }

  start(): void {
    this.#following = this.#follow();
  }

  async close(): Promise<void> {
    this.#ending.abort();
    await this.#following;
  }

  caughtUp(): void {
    const { name, context, recorder } = this.#options;
    recorder.note(name, { kind: 'caught-up', context, position: this.#position });
  }

  async #follow(): Promise<void> {
    while (!this.#ending.signal.aborted) {
      try {
        await this.#read();
      } catch {
        // Its disk is full, or its writer is being started: a reader comes back.
        await new Promise((resolve) => setTimeout(resolve, againAfterMs));
      }
    }
  }

  async #read(): Promise<void> {
    const { name, context, file, recorder, random } = this.#options;
    const log = await SqliteEventStore.open({ file, readOnly: true });
    const again = new AbortController();
    const timer = setTimeout(() => again.abort(), 5_000 + random.below(30_000));
    try {
      this.#run += 1;
      // Some readers go back a little when they begin again.
      this.#position = Math.max(0, this.#position - random.below(20));
      recorder.note(name, { kind: 'opened', run: this.#run, after: { [context]: this.#position } });
      const signal = AbortSignal.any([again.signal, this.#ending.signal]);
      for await (const { events, position } of log.follow({ after: this.#position, signal })) {
        const moved = position > this.#position;
        recorder.notes(name, [
          ...events.map((event) => logNote(context, event, this.#run)),
          ...(moved ? [{ kind: 'passed', run: this.#run, source: context, position } as const] : []),
        ]);
        this.#position = position;
      }
    } finally {
      clearTimeout(timer);
      await log.close();
    }
  }
}

/** Reads a log whole, when nothing is written any more, as what everything else is compared with. Answers its head. */
export async function readFinally(context: string, file: string, recorder: Recorder): Promise<number> {
  const by = `final-${context}`;
  const log = await SqliteEventStore.open({ file, readOnly: true });
  try {
    recorder.note(by, {
      kind: 'observer',
      of: 'log',
      context,
      audience: by,
      delivers: 'once',
      final: true,
    });
    for (let after = 0; ;) {
      const { events, position, head } = await log.readAll({ after, limit: 5_000 });
      recorder.notes(
        by,
        events.map((event) => logNote(context, event)),
      );
      after = position;
      if (after < head) continue;
      recorder.note(by, { kind: 'caught-up', context, position: head });
      return head;
    }
  } finally {
    await log.close();
  }
}

/** Where a log ends now. */
export async function headOf(file: string): Promise<number> {
  const log = await SqliteEventStore.open({ file, readOnly: true });
  try {
    return await log.head();
  } finally {
    await log.close();
  }
}
