import type { ContextName, Unchanged } from '@linli/contracts';
import type { Reactor } from '@linli/event-bus';
import {
  CheckpointConflict,
  type DocumentStore,
  NotFollowed,
  type ProjectionRunner,
} from '@linli/read-models';
import { Injectable } from '@nestjs/common';
import { type Static, Type } from 'typebox';
import { Problem } from '../problems/problem.ts';

/** An event that a consumer could not handle, or that waits behind one of its stream; without its data. */
export const ParkedItem = Type.Object({
  source: Type.String(),
  position: Type.Integer(),
  streamId: Type.String(),
  type: Type.String(),
  state: Type.Enum(['poison', 'held', 'discarded'], {
    description:
      'poison: it failed itself; held: an earlier one of its stream did; discarded: an operator has given it up',
  }),
  reason: Type.String(),
  parkedAt: Type.Integer({ description: 'milliseconds since 1970 UTC' }),
  attempts: Type.Integer(),
});
export type ParkedItem = Unchanged<Static<typeof ParkedItem>>;

/** What came of handling the parked events of a stream again. */
export const Settled = Type.Object({
  applied: Type.Integer({ description: 'events that have been handled now' }),
  remaining: Type.Integer({ description: 'events of the stream that are still parked' }),
  reason: Type.Optional(Type.String({ description: 'why the first of them is' })),
});
export type Settled = Unchanged<Static<typeof Settled>>;

/** A view, reaction or agenda as its operator sees it. */
export interface Consumer {
  readonly name: string;
  readonly kind: 'view' | 'reaction' | 'agenda';
  sources(): readonly { readonly source: string; readonly position: number; readonly head: number }[];
  /** Events parked now, poison and held. */
  waiting(): number;
  parked(): Promise<readonly ParkedItem[]>;
  retry(streamId: string): Promise<Settled>;
  discard(streamId: string): Promise<Settled>;
  /** Fills a new generation beside; answers its number. A reaction has nothing to rebuild. */
  rebuild?(): Promise<number>;
}

/** The consumers of every context in this process. */
@Injectable()
export class Consumers {
  readonly #byContext = new Map<string, Consumer[]>();

  /** Returns the way to take it out again. */
  add(context: ContextName, consumer: Consumer): () => void {
    const list = this.#byContext.get(context) ?? [];
    list.push(consumer);
    this.#byContext.set(context, list);
    return () => void list.splice(list.indexOf(consumer), 1);
  }

  of(context: string): readonly Consumer[] {
    return this.#byContext.get(context) ?? [];
  }
}

export function viewConsumer(
  kind: 'view' | 'agenda',
  runner: ProjectionRunner,
  documents: DocumentStore,
): Consumer {
  const { view } = runner.state();
  return {
    name: view,
    kind,
    sources: () => runner.state().sources,
    waiting: () => runner.state().parked,
    async parked() {
      const parked = await documents.parked({ view, generation: runner.state().generation });
      return parked.map(({ event: _event, ...item }) => item);
    },
    retry: (streamId) => runner.retryParked(streamId).catch(elsewhere),
    discard: (streamId) => runner.discardParked(streamId).catch(elsewhere),
    rebuild: () => runner.rebuild(),
  };
}

export function reactionConsumer(reactor: Reactor): Consumer {
  return {
    name: reactor.name,
    kind: 'reaction',
    sources: () => reactor.state(),
    waiting: () => reactor.waiting(),
    async parked() {
      return (await reactor.parked()).map(({ event, ...item }) => {
        const { position, streamId, type } = event;
        return { ...item, position, streamId, type };
      });
    },
    retry: (streamId) => reactor.retryParked(streamId),
    discard: (streamId) => reactor.discardParked(streamId),
  };
}

/** Whoever follows the stream's source has to be asked, or asked again once somebody does. */
function elsewhere(error: unknown): never {
  if (!(error instanceof NotFollowed || error instanceof CheckpointConflict)) throw error;
  throw new Problem(
    { status: 503, code: 'not-followed', detail: `${error.source} is not followed by this process now.` },
    { cause: error, headers: { 'retry-after': '2' } },
  );
}
