import type { Recorder } from '@linli/testing/history';
import type { HttpDoor } from '../http-door.ts';

export interface OperationsWatchOptions {
  readonly origin: string;
  readonly door: HttpDoor;
  readonly recorder: Recorder;
}

interface ProjectionState {
  readonly view: string;
  readonly generation: number;
  readonly sources: readonly { readonly source: string; readonly position: number; readonly head: number }[];
  readonly parked: number;
}

export interface ParkedItem {
  readonly view: string;
  readonly source: string;
  readonly position: number;
  readonly streamId: string;
  readonly state: 'poison' | 'held' | 'discarded';
  readonly reason: string;
}

interface ViewResult {
  readonly view: string;
  readonly applied: number;
  readonly remaining: number;
}

const by = 'operator';
const operator = { role: 'operator' } as const;

/** Name of a view's consumer in the notes, with its generation. */
export function consumerOf(view: string, generation: number): string {
  return `operations.${view}.${generation}`;
}

/** A parked event as notes have it. */
export function noted({ source, position, streamId: stream, state, reason }: ParkedItem) {
  return { source, position, stream, state, reason };
}

/** An operator at the operations centre: looks at the views and what they have parked, and sees to what is parked. */
export class OperationsWatch {
  readonly #options: OperationsWatchOptions;
  readonly #generations = new Map<string, number>();
  /** Per consumer and stream, what it had parked, by position. */
  readonly #parkedAt = new Map<string, Map<string, Map<number, ParkedItem>>>();

  constructor(options: OperationsWatchOptions) {
    this.#options = options;
  }

  /** How the views stand; undefined when there is no answer. Notes checkpoints and lag, then what is parked. */
  async look(): Promise<readonly ProjectionState[] | undefined> {
    const { origin, door, recorder } = this.#options;
    const states = await door.read<{ readonly items: readonly ProjectionState[] }>(
      `${origin}/v1/operations/projections`,
      operator,
    );
    if (states === undefined) return undefined;
    const checkpoints = new Map<string, Record<string, number>>();
    for (const { view, generation, sources } of states.items) {
      const consumer = consumerOf(view, generation);
      this.#generations.set(view, generation);
      const lag = sources.reduce((sum, { head, position }) => sum + Math.max(0, head - position), 0);
      checkpoints.set(
        consumer,
        Object.fromEntries(sources.map(({ source, position }) => [source, position])),
      );
      recorder.notes(by, [
        // A view without a source has not been given its partitions yet: nobody knows how far behind it is.
        ...(sources.length === 0 ? [] : [{ kind: 'lag', consumer, lag } as const]),
        ...sources.map(
          ({ source, position, head }) => ({ kind: 'checkpoint', consumer, source, position, head }) as const,
        ),
      ]);
    }
    await this.#lookAtParked(checkpoints);
    return states.items;
  }

  /**
   * Tries a stream's parked events again, or gives the first of them up. False when that has to be asked again; when
   * nothing is parked any more, an earlier asking was done whose answer was lost.
   */
  async settle(stream: string, how: 'retry' | 'discard'): Promise<boolean> {
    const { origin, door, recorder } = this.#options;
    await this.look();
    const answer = await door
      .ask({ method: 'POST', url: `${origin}/v1/operations/parked/${stream}/${how}`, actor: operator })
      .catch(() => undefined);
    if (answer?.status === 404) {
      for (const [view, generation] of this.#generations) {
        const consumer = consumerOf(view, generation);
        if (this.#parkedAt.get(consumer)?.has(stream) !== true) continue;
        recorder.note(by, { kind: 'retried', consumer, stream, applied: 0, remaining: 0 });
      }
    } else if (answer?.status !== 200) return false;
    else this.#settled(stream, answer.body as { readonly items: readonly ViewResult[] });
    await this.look();
    return true;
  }

  /** What a consumer was seen to have parked of a stream, in order. */
  parkedOf(consumer: string, stream: string): readonly ParkedItem[] {
    const items = this.#parkedAt.get(consumer)?.get(stream)?.values() ?? [];
    return [...items].sort((one, other) => one.position - other.position);
  }

  #settled(stream: string, { items }: { readonly items: readonly ViewResult[] }): void {
    const { recorder } = this.#options;
    for (const { view, applied, remaining } of items) {
      const consumer = consumerOf(view, this.#generations.get(view) ?? 0);
      recorder.note(by, { kind: 'retried', consumer, stream, applied, remaining });
    }
  }

  /** The checkpoints were read before: what is parked up to them is listed. */
  async #lookAtParked(checkpoints: ReadonlyMap<string, Readonly<Record<string, number>>>): Promise<void> {
    const { origin, door, recorder } = this.#options;
    const parked = await door.read<{ readonly items: readonly ParkedItem[] }>(
      `${origin}/v1/operations/parked`,
      operator,
    );
    if (parked === undefined) return;
    for (const [view, generation] of this.#generations) {
      const consumer = consumerOf(view, generation);
      const streams = this.#parkedAt.get(consumer) ?? new Map<string, Map<number, ParkedItem>>();
      this.#parkedAt.set(consumer, streams);
      for (const item of parked.items) {
        if (item.view !== view) continue;
        const items = streams.get(item.streamId) ?? new Map<number, ParkedItem>();
        streams.set(item.streamId, items);
        if (!items.has(item.position)) items.set(item.position, item);
      }
      recorder.note(by, {
        kind: 'parked',
        consumer,
        items: parked.items.filter((item) => item.view === view).map(noted),
        checkpoints: checkpoints.get(consumer) ?? {},
      });
    }
  }
}
