import assert from 'node:assert/strict';
import type { EventMetadata, NewEvent, RecordedEvent } from '@linli/contracts';
import type { AppendResult, EventStore, FollowOptions, LogPage } from '../event-store.ts';
import { RevisionConflict, StoreUnavailable } from '../event-store.ts';

let made = 0;

/** A command id that no other case uses. */
export function newCommand(): string {
  return `command-${++made}`;
}

interface SampleOptions {
  readonly type?: string;
  readonly commandId?: string;
  readonly data?: unknown;
  readonly metadata?: Partial<EventMetadata>;
}

/** New events of one command; `data` defaults to their number in the append. */
export function facts(count: number, options: SampleOptions = {}): NewEvent[] {
  const commandId = options.commandId ?? newCommand();
  return Array.from({ length: count }, (_, number) => ({
    id: `event-${++made}`,
    type: options.type ?? 'Noted',
    version: 1,
    data: 'data' in options ? options.data : { number },
    metadata: {
      commandId,
      correlationId: commandId,
      actor: 'worker-1',
      tenant: 'wuhan',
      ...options.metadata,
    },
  }));
}

/** Appends one event with this data and whatever the stream holds. */
export function note(
  store: EventStore,
  streamId: string,
  options: SampleOptions = {},
): Promise<AppendResult> {
  return store.append(streamId, facts(1, options), 'any');
}

/** The whole log, put together from pages of a size. */
export async function wholeLog(store: EventStore, limit = 1_000): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for (let after = 0; ;) {
    const page = await store.readAll({ after, limit });
    events.push(...page.events);
    if (page.position >= page.head) return events;
    assert.ok(page.position > after, 'a page must move on while it is before the head');
    after = page.position;
  }
}

/** Events a follower gets until `enough` says so, and the pages they came in. */
export async function followUntil(
  store: EventStore,
  options: Omit<FollowOptions, 'signal'>,
  enough: (events: readonly RecordedEvent[], page: LogPage) => boolean,
  each: (page: LogPage) => Promise<void> = async () => undefined,
): Promise<{ events: RecordedEvent[]; pages: LogPage[] }> {
  const events: RecordedEvent[] = [];
  const pages: LogPage[] = [];
  const controller = new AbortController();
  const follow = async () => {
    for await (const page of store.follow({ ...options, signal: controller.signal })) {
      pages.push(page);
      events.push(...page.events);
      await each(page);
      if (enough(events, page)) return;
    }
  };
  try {
    await inTime(follow());
  } finally {
    controller.abort();
  }
  return { events, pages };
}

/** Ends a wait for something that a broken store may never do. */
export async function inTime<Result>(promise: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new assert.AssertionError({ message: 'it never came' })), 15_000);
  });
  try {
    return await Promise.race([promise, tooLong]);
  } finally {
    clearTimeout(timer);
  }
}

/** The positions of a list of events. */
export function positions(events: readonly RecordedEvent[]): number[] {
  return events.map((event) => event.position);
}

/** The positions of a log or part of it, and that each is behind the one before. */
export function ascendingPositions(events: readonly RecordedEvent[]): number[] {
  const found = positions(events);
  const back = found.findIndex((position, index) => position <= (found[index - 1] ?? 0));
  assert.equal(back, -1, `position ${found[back]} comes behind ${found[back - 1] ?? 0}`);
  return found;
}

/** The ids of a list of events. */
export function ids(events: readonly { readonly id: string }[]): string[] {
  return events.map((event) => event.id);
}

/** The revisions of a list of events. */
export function revisions(events: readonly RecordedEvent[]): number[] {
  return events.map((event) => event.revision);
}

/** `first` to `last`, both included. */
export function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

/** The append is refused as a conflict that names the stream and its actual revision. */
export async function conflicts(append: Promise<unknown>, streamId: string, actual: number): Promise<void> {
  await assert.rejects(append, (error) => {
    assert.ok(error instanceof RevisionConflict, `expected a RevisionConflict, got ${String(error)}`);
    assert.deepEqual([error.streamId, error.actual], [streamId, actual]);
    return true;
  });
}

/** The call is refused as wrong in itself. */
export async function isMisuse(call: Promise<unknown>): Promise<void> {
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof TypeError, `expected a TypeError, got ${String(error)}`);
    return true;
  });
}

/** The store says that it cannot, and why. */
export async function isUnavailable(call: Promise<unknown>, reasons: readonly string[]): Promise<void> {
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof StoreUnavailable, `expected StoreUnavailable, got ${String(error)}`);
    assert.ok(reasons.includes(error.reason), `expected ${reasons.join(' or ')}, got ${error.reason}`);
    return true;
  });
}

/** These events are the whole log, which holds so many. */
export async function isWholeLog(
  store: EventStore,
  count: number,
  events: readonly RecordedEvent[],
): Promise<void> {
  ascendingPositions(events);
  assert.equal(events.length, count);
  assert.deepEqual(events, await wholeLog(store));
}
