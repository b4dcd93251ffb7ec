import type { EventMetadata, NewEvent, RecordedEvent } from '@linli/contracts';
import type { EventStore } from '../../src/event-store.ts';

/** The store with some of its calls replaced. */
export function breaking(store: EventStore, broken: Partial<EventStore>): EventStore {
  return {
    append: (...call) => store.append(...call),
    readStream: (...call) => store.readStream(...call),
    readAll: (options) => store.readAll(options),
    follow: (options) => store.follow(options),
    head: () => store.head(),
    close: () => store.close(),
    ...broken,
  };
}

/** The store whose readers get each event changed. */
export function misreading(
  store: EventStore,
  change: (event: RecordedEvent) => RecordedEvent,
  broken: Partial<EventStore> = {},
): EventStore {
  return breaking(store, {
    readStream: async (...call) => (await store.readStream(...call)).map(change),
    async readAll(options) {
      const page = await store.readAll(options);
      return { ...page, events: page.events.map(change) };
    },
    async *follow(options) {
      for await (const page of store.follow(options)) yield { ...page, events: page.events.map(change) };
    },
    ...broken,
  });
}

/** The store whose readers get data that went through a change of its JSON. */
export function misspelling(store: EventStore, change: (json: string) => string): EventStore {
  return misreading(store, (event) => ({ ...event, data: JSON.parse(change(JSON.stringify(event.data))) }));
}

const mark = '\u2020';

/** The same events under another command id, which `unmarked` takes off again. */
export function marked(events: readonly NewEvent[], sign: string | number): NewEvent[] {
  return events.map((event) => ({
    ...event,
    metadata: { ...event.metadata, commandId: `${event.metadata.commandId}${mark}${sign}` },
  }));
}

export function unmarked(event: RecordedEvent): RecordedEvent {
  const [commandId = ''] = event.metadata.commandId.split(mark);
  return { ...event, metadata: { ...event.metadata, commandId } };
}

/** The event without one of the optional fields of its metadata. */
export function without(event: RecordedEvent, field: keyof EventMetadata): RecordedEvent {
  const { [field]: _, ...metadata } = event.metadata;
  return { ...event, metadata: metadata as EventMetadata };
}

/** Lets everything that is ready happen before. */
export const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
