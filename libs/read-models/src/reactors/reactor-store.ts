import type { RecordedEvent } from '@linli/contracts';
import type { ParkedReaction, ReactorStore } from '@linli/event-bus';
import type { DocumentStore, ParkedEvent, ViewRef } from '../document-store.ts';

/**
 * Keeps the progress of reactors beside the documents: a view without collections, `reactor.<name>`, whose one
 * generation is never rebuilt. Deleting the file makes every reactor begin at its `startAt` again; its commands then
 * carry the ids they had, so what was answered is not answered twice.
 */
export function reactorStore(documents: DocumentStore): ReactorStore {
  const ready = new Map<string, Promise<ViewRef>>();

  function refOf(reactor: string): Promise<ViewRef> {
    let ref = ready.get(reactor);
    if (!ref) {
      ref = makeRef(reactor);
      ready.set(reactor, ref);
      ref.catch(() => ready.delete(reactor));
    }
    return ref;
  }

  async function makeRef(reactor: string): Promise<ViewRef> {
    const ref = { view: `reactor.${reactor}`, generation: 1 };
    await documents.ensure(ref, { view: ref.view, collections: [] });
    return ref;
  }

  return {
    async position(reactor, source) {
      const checkpoints = await documents.checkpoints(await refOf(reactor));
      return checkpoints.find((checkpoint) => checkpoint.source === source)?.position;
    },
    async save(reactor, { source, from, to, parked, unparked }) {
      await documents.commit({
        ref: await refOf(reactor),
        source,
        from: from ?? 0,
        to,
        recordedAt: 0,
        versions: [],
        moments: [],
        parked: parked.map(parkedEvent),
        unparked,
      });
    },
    async parked(reactor) {
      return (await documents.parked(await refOf(reactor))).map(parkedReaction);
    },
  };
}

function parkedEvent({ source, event, state, reason, parkedAt, attempts }: ParkedReaction): ParkedEvent {
  const { position, streamId, type } = event;
  return {
    source,
    position,
    streamId,
    type,
    state,
    reason,
    parkedAt,
    attempts,
    event: JSON.stringify(event),
  };
}

function parkedReaction({ source, event, state, reason, parkedAt, attempts }: ParkedEvent): ParkedReaction {
  return { source, event: JSON.parse(event) as RecordedEvent, state, reason, parkedAt, attempts };
}
