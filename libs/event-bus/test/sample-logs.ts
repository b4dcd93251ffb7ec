import type { NewEvent, RecordedEvent } from '@linli/contracts';
import { InMemoryEventStore } from '@linli/event-sourcing';
import type { EventBatch, Subscriber } from '../src/event-bus.ts';

let facts = 0;

export function fact(type = 'Said', data: unknown = {}): NewEvent {
  facts += 1;
  return {
    id: `event-${facts}`,
    type,
    version: 1,
    data,
    metadata: { commandId: `c-${facts}`, correlationId: 'c', actor: 'a', tenant: 't' },
  };
}

export async function write(
  log: InMemoryEventStore,
  count: number,
  stream = 's',
  type = 'Said',
): Promise<void> {
  for (let n = 0; n < count; n += 1) await log.append(stream, [fact(type)], 'any');
}

export const positions = (events: readonly RecordedEvent[]): number[] =>
  events.map(({ position }) => position);

export function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, n) => first + n);
}

/** A subscriber that remembers what it was given. */
export function remembering(
  more: Partial<Subscriber> = {},
): Subscriber & { readonly batches: EventBatch[]; seen(): number[] } {
  const batches: EventBatch[] = [];
  return {
    group: 'test',
    contexts: ['incidents'],
    startAfter: async () => 0,
    handle: async (batch) => void batches.push(batch),
    ...more,
    batches,
    seen: () => batches.flatMap((batch) => positions(batch.events)),
  };
}

/** Resolves when the condition holds; the test's own timeout is the bound. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 2));
}
