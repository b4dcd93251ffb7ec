import { beforeEach, describe, expect, test } from '@jest/globals';
import type { RecordedEvent } from '@linli/contracts';
import { account, by, type Account, type AccountCommand, type AccountEvent } from '../test/accounts.ts';
import { createCommandHandler, type CommandHandlerOptions } from './command-handler.ts';
import { StoreUnavailable, type EventStore } from './event-store.ts';
import { InMemoryEventStore } from './memory/in-memory-event-store.ts';

let store: InMemoryEventStore;
beforeEach(() => {
  store = new InMemoryEventStore({ now: () => 1_750_000_000_000 });
});

const handler = (options: Partial<CommandHandlerOptions<AccountCommand, AccountEvent, Account>> = {}) =>
  createCommandHandler({ store, decider: account, ...options });

/** A store in which somebody else appends to the stream right before each of the first so many appends. */
function contended(times: number): EventStore {
  let left = times;
  return {
    append: async (streamId, events, expected) => {
      if (left-- > 0) await handler()(streamId, { do: 'pay', fen: 1 }, by());
      return store.append(streamId, events, expected);
    },
    readStream: (...call) => store.readStream(...call),
    readAll: (options) => store.readAll(options),
    follow: (options) => store.follow(options),
    head: () => store.head(),
    close: () => store.close(),
  };
}

describe('a command that is accepted', () => {
  test('is answered with what now stands in the log', async () => {
    const handle = handler();
    await handle('a', { do: 'open', area: '42/' }, by());
    const result = await handle('a', { do: 'pay-in-two', fen: 9 }, by());
    expect(result).toMatchObject({ outcome: 'recorded', streamId: 'a', revision: 2, position: 3 });
    expect(result).toHaveProperty('events', (await store.readStream('a')).slice(1));
  });

  test('gives its events UUIDv7 ids of their own', async () => {
    const handle = handler();
    await handle('a', { do: 'open', area: '42/' }, by());
    await handle('a', { do: 'pay-in-two', fen: 9 }, by());
    const ids = (await store.readStream('a')).map((event) => event.id);
    expect(new Set(ids).size).toBe(3);
    for (const id of ids)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test('hands its context down in the metadata, and nothing that was left out', async () => {
    const context = by({ causationId: 'event-0', traceparent: '00-1-2-01' });
    await handler()('a', { do: 'open', area: '42/' }, context);
    await handler()('b', { do: 'open', area: '42/' }, by({ commandId: 'bare' }));
    expect((await store.readStream('a'))[0]?.metadata).toEqual(context);
    expect((await store.readStream('b'))[0]?.metadata).toEqual({
      commandId: 'bare',
      correlationId: 'chain',
      actor: 'worker-1',
      tenant: 'wuhan',
    });
  });

  test('gives each event the area of the state after it', async () => {
    const handle = handler({ areaPathOf: (state) => state.area });
    await handle('a', { do: 'open', area: '42/01/' }, by());
    await handle('a', { do: 'pay', fen: 1 }, by());
    expect((await store.readStream('a')).map((event) => event.metadata.areaPath)).toEqual([
      '42/01/',
      '42/01/',
    ]);
  });

  test('but changes nothing, is unchanged and leaves the log alone', async () => {
    const handle = handler();
    expect(await handle('a', { do: 'nothing' }, by())).toEqual({
      outcome: 'unchanged',
      streamId: 'a',
      revision: -1,
      position: 0,
      events: [],
    });
    await handle('b', { do: 'open', area: '42/' }, by());
    expect(await handle('b', { do: 'nothing' }, by())).toMatchObject({ revision: 0, position: 1 });
    expect(await store.head()).toBe(1);
  });

  test('writes events in the version given for their type, once they are valid', async () => {
    const seen: unknown[] = [];
    const handle = handler({
      versionOf: (type) => (type === 'Opened' ? 3 : 1),
      validate: (...checked) => seen.push(checked),
    });
    await handle('a', { do: 'open', area: '42/' }, by());
    expect(seen).toEqual([['Opened', 3, { area: '42/' }]]);
    expect((await store.readStream('a'))[0]?.version).toBe(3);
  });

  test('but whose data is not valid, records nothing', async () => {
    const handle = handler({
      validate: (type) => {
        if (type === 'Opened') throw new TypeError('area is not a path');
      },
    });
    await expect(handle('a', { do: 'open', area: '42' }, by())).rejects.toThrow('area is not a path');
    expect(await store.head()).toBe(0);
  });

  test.each(['validate', 'seal'] as const)(
    'to a stream that is kept in memory, and which %s refuses, records nothing',
    async (step) => {
      let refuses = false;
      const check = () => {
        if (refuses) throw new TypeError('refused');
      };
      const handle = handler({
        ...(step === 'validate'
          ? { validate: check }
          : {
              seal: async (_stream, event) => {
                check();
                return event;
              },
            }),
      });
      await handle('a', { do: 'open', area: '42/' }, by());
      refuses = true;
      await expect(handle('a', { do: 'pay', fen: 1 }, by())).rejects.toThrow('refused');
      expect(await store.head()).toBe(1);
    },
  );

  test('is written as it is sealed for its stream, and folded so', async () => {
    const handle = handler({
      seal: async (streamId, event) => ({ ...event, data: { area: `${streamId}/` } }),
    });
    const result = await handle('a', { do: 'open', area: '42/' }, by());
    expect(result).toMatchObject({ events: [{ data: { area: 'a/' } }] });
    expect((await store.readStream('a'))[0]?.data).toEqual({ area: 'a/' });
  });
});

describe('a command that is refused', () => {
  test('is answered with the rule, and records nothing', async () => {
    expect(await handler()('a', { do: 'pay', fen: 1 }, by())).toEqual({
      outcome: 'refused',
      rule: 'X-1',
      code: 'not-open',
      message: 'Open the account first.',
      field: 'area',
    });
    expect(await store.head()).toBe(0);
  });
});

describe('a command that comes again', () => {
  test('is answered with what it recorded, though it would be refused by now', async () => {
    const handle = handler();
    await handle('a', { do: 'open', area: '42/' }, by());
    const context = by();
    const first = await handle('a', { do: 'pay-in-two', fen: 90 }, context);
    await handle('a', { do: 'pay', fen: 10 }, by());
    expect(await handle('a', { do: 'pay-in-two', fen: 90 }, context)).toEqual({
      ...first,
      outcome: 'repeated',
    });
    expect(await store.head()).toBe(4);
  });

  test('is answered so whatever revision it expects', async () => {
    const handle = handler();
    const context = by();
    await handle('a', { do: 'open', area: '42/' }, context);
    const again = await handle('a', { do: 'open', area: '42/' }, { ...context, expectedRevision: 17 });
    expect(again).toMatchObject({ outcome: 'repeated', revision: 0 });
  });

  test('many times at once is recorded once, and all get the same answer', async () => {
    const handle = handler();
    const context = by();
    const results = await Promise.all(
      Array.from({ length: 10 }, () => handle('a', { do: 'open', area: '42/' }, context)),
    );
    expect(results.filter(({ outcome }) => outcome === 'recorded')).toHaveLength(1);
    expect(results.filter(({ outcome }) => outcome === 'repeated')).toHaveLength(9);
    expect(new Set(results.map((result) => JSON.stringify({ ...result, outcome: '' }))).size).toBe(1);
  });
});

describe('a command beside other writers', () => {
  test('is decided again on what they have recorded', async () => {
    await handler()('a', { do: 'open', area: '42/' }, by());
    const result = await handler({ store: contended(3) })('a', { do: 'pay', fen: 97 }, by());
    expect(result).toMatchObject({ outcome: 'recorded', revision: 4 });
  });

  test('is refused when what they have recorded forbids it', async () => {
    await handler()('a', { do: 'open', area: '42/' }, by());
    const result = await handler({ store: contended(3) })('a', { do: 'pay', fen: 98 }, by());
    expect(result).toMatchObject({ outcome: 'refused', code: 'too-much' });
  });

  test('is a conflict after as many attempts as it has', async () => {
    await handler()('a', { do: 'open', area: '42/' }, by());
    const handle = handler({ store: contended(99), attempts: 3 });
    expect(await handle('a', { do: 'pay', fen: 1 }, by())).toEqual({
      outcome: 'conflict',
      streamId: 'a',
      revision: 3,
    });
  });

  test('is a conflict at once when the caller has named a revision', async () => {
    await handler()('a', { do: 'open', area: '42/' }, by());
    const handle = handler({ store: contended(1) });
    expect(await handle('a', { do: 'pay', fen: 1 }, by({ expectedRevision: 0 }))).toEqual({
      outcome: 'conflict',
      streamId: 'a',
      revision: 1,
    });
    expect(await handle('a', { do: 'pay', fen: 1 }, by({ expectedRevision: 0 }))).toMatchObject({
      revision: 1,
    });
    expect(await handle('a', { do: 'pay', fen: 1 }, by({ expectedRevision: 1 }))).toMatchObject({
      outcome: 'recorded',
    });
  });

  test('fails as its store fails', async () => {
    const failing: EventStore = {
      ...contended(0),
      append: () => Promise.reject(new StoreUnavailable('full', 'no space')),
    };
    await expect(handler({ store: failing })('a', { do: 'open', area: '42/' }, by())).rejects.toMatchObject({
      reason: 'full',
    });
  });
});

describe('a stream in an older language', () => {
  test('is upcast before it is folded and before it is answered', async () => {
    const upcast = (event: RecordedEvent): RecordedEvent =>
      event.version === 1 && event.type === 'Opened'
        ? { ...event, version: 2, data: { area: `${(event.data as { zone: string }).zone}/` } }
        : event;
    const context = by();
    await store.append(
      'a',
      [{ id: 'old', type: 'Opened', version: 1, data: { zone: '42' }, metadata: context }],
      'no-stream',
    );
    const handle = handler({ upcast, areaPathOf: (state) => state.area });
    expect(await handle('a', { do: 'open', area: '' }, context)).toMatchObject({
      outcome: 'repeated',
      events: [{ version: 2, data: { area: '42/' } }],
    });
    await handle('a', { do: 'pay', fen: 1 }, by());
    expect((await store.readStream('a'))[1]?.metadata.areaPath).toBe('42/');
  });
});

describe('an engine that does not tell when it has recorded', () => {
  test('has its events read back', async () => {
    const silent: EventStore = {
      ...contended(0),
      append: async (...call) => {
        const { outcome, revision, position } = await store.append(...call);
        return { outcome, revision, position };
      },
    };
    const result = await handler({ store: silent })('a', { do: 'open', area: '42/' }, by());
    expect(result).toMatchObject({ outcome: 'recorded', events: [{ recordedAt: 1_750_000_000_000 }] });
  });
});
