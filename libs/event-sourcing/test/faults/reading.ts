import type { RecordedEvent } from '@linli/contracts';
import type { LogPage } from '../../src/event-store.ts';
import { breaking, misreading, misspelling, turn, without } from './breaking.ts';
import type { Fault } from './writing.ts';

/** Faults of reading and following: order, gaps, filters, limits, content. */
export const readingFaults: readonly Fault[] = [
  {
    name: 'two events share a position',
    caughtBy: ['positions begin at 1 and are dense over all streams'],
    seed: (store) =>
      misreading(store, (event) =>
        event.position % 5 === 0 ? { ...event, position: event.position - 1 } : event,
      ),
  },
  {
    name: 'a reader sees a gap that is filled later',
    caughtBy: [
      'a reader who pages through a log that grows sees every position in turn',
      'nothing is ever added to what a page has covered',
    ],
    seed(store) {
      // As where positions are drawn before the commit: a later one may become visible first.
      const late = new Set<number>();
      return breaking(store, {
        async append(streamId, events, expected) {
          const result = await store.append(streamId, events, expected);
          if (result.position % 10 === 0) {
            late.add(result.position);
            void turn()
              .then(turn)
              .then(() => late.delete(result.position));
            await turn();
          }
          return result;
        },
        async readAll(options) {
          const page = await store.readAll(options);
          return { ...page, events: page.events.filter((event) => !late.has(event.position)) };
        },
      });
    },
  },
  {
    name: 'batches are ordered by one key and checkpointed by another',
    caughtBy: [
      'a checkpoint kept as the position of a page skips nothing that was appended at the same time',
      'pages of any size put together are the log, each event once',
    ],
    seed: (store) =>
      breaking(store, {
        async readAll(options): Promise<LogPage> {
          const { events, head, position } = await store.readAll({ ...options, limit: Infinity });
          const byStream = events
            .toSorted((a, b) => (a.streamId < b.streamId ? -1 : 1))
            .slice(0, options.limit);
          const checkpoint = Math.max(...byStream.map((event) => event.position));
          return {
            events: byStream.toSorted((a, b) => a.position - b.position),
            position: byStream.length < options.limit ? position : checkpoint,
            head,
          };
        },
      }),
  },
  {
    name: 'reading backwards comes forwards',
    caughtBy: ['backwards begins at the end and comes in reverse order'],
    seed: (store) =>
      breaking(store, {
        readStream: async (streamId, options) =>
          (await store.readStream(streamId, options)).toSorted((a, b) => a.revision - b.revision),
      }),
  },
  {
    name: 'the revision to read from is left out',
    caughtBy: ['forwards begins at a revision, that one included'],
    seed: (store) =>
      breaking(store, {
        readStream: async (streamId, options = {}) =>
          store.readStream(
            streamId,
            options.from === undefined ? options : { ...options, from: options.from + 1 },
          ),
      }),
  },
  {
    name: 'the limit of a stream is off by one',
    caughtBy: ['a limit forwards is kept exactly', 'a limit backwards is kept exactly'],
    seed: (store) =>
      breaking(store, {
        readStream: async (streamId, options = {}) =>
          store.readStream(
            streamId,
            options.limit === undefined ? options : { ...options, limit: options.limit + 1 },
          ),
      }),
  },
  {
    name: 'the limit of the log is off by one',
    caughtBy: ['a page is exactly as long as its limit while there are events'],
    seed: (store) =>
      breaking(store, { readAll: (options) => store.readAll({ ...options, limit: options.limit + 1 }) }),
  },
  {
    name: 'the position after which to read is read again',
    caughtBy: ['a page begins after the position given'],
    seed: (store) =>
      breaking(store, {
        readAll: (options) => store.readAll({ ...options, after: Math.max(0, options.after - 1) }),
      }),
  },
  {
    name: 'the filter ignores types',
    caughtBy: [
      'a type filter keeps the events of these types only',
      'a filtered follower gets matching events only',
    ],
    seed(store) {
      const streamsOnly = <Options extends { filter?: { streamPrefix?: string } }>(
        options: Options,
      ): Options => ({
        ...options,
        filter:
          options.filter?.streamPrefix === undefined ? {} : { streamPrefix: options.filter.streamPrefix },
      });
      return breaking(store, {
        readAll: (options) => store.readAll(streamsOnly(options)),
        follow: (options) => store.follow(streamsOnly(options)),
      });
    },
  },
  {
    name: 'the prefix filter finds its text anywhere',
    caughtBy: ['a prefix filter keeps streams that begin with it, not those that hold it elsewhere'],
    seed: (store) =>
      breaking(store, {
        async readAll({ filter: { streamPrefix = '', ...filter } = {}, ...options }) {
          const page = await store.readAll({ ...options, filter });
          return { ...page, events: page.events.filter((event) => event.streamId.includes(streamPrefix)) };
        },
      }),
  },
  {
    name: 'the prefix filter takes wildcards and ignores case, as LIKE does',
    caughtBy: ['a prefix filter takes every character literally and minds case'],
    seed: (store) =>
      breaking(store, {
        async readAll({ filter: { streamPrefix = '', ...filter } = {}, ...options }) {
          const page = await store.readAll({ ...options, filter });
          const pattern = Array.from(streamPrefix, (character) =>
            character === '_'
              ? '.'
              : character === '%'
                ? '.*'
                : `\\u{${character.codePointAt(0)?.toString(16)}}`,
          );
          const like = new RegExp(`^${pattern.join('')}`, 'iu');
          return { ...page, events: page.events.filter((event) => like.test(event.streamId)) };
        },
      }),
  },
  {
    name: 'a page goes no further than its last matching event',
    caughtBy: [
      'a filter that matches nothing still reaches the head',
      'a filter of no types keeps nothing and still moves on',
    ],
    seed: (store) =>
      breaking(store, {
        async readAll(options) {
          const page = await store.readAll(options);
          return { ...page, position: page.events.at(-1)?.position ?? options.after };
        },
      }),
  },
  {
    name: 'a read after an append shows the log as it was before',
    caughtBy: ['what an append has answered, a read that follows holds'],
    seed(store) {
      const cache = new Map<string, readonly RecordedEvent[]>();
      return breaking(store, {
        async readStream(streamId, options) {
          const cached = cache.get(streamId) ?? (await store.readStream(streamId, options));
          cache.set(streamId, cached);
          setImmediate(() => cache.delete(streamId));
          return cached;
        },
      });
    },
  },
  {
    name: 'events between catching up and the tail are lost',
    caughtBy: ['between catching up and the tail nothing is lost and nothing repeated'],
    seed: (store) =>
      breaking(store, {
        async *follow(options) {
          let after = options.after;
          for (let caughtUp = false; !caughtUp;) {
            const page = await store.readAll({ after, limit: options.batchSize ?? 500 });
            after = page.position;
            caughtUp = page.position === page.head;
            yield page;
          }
          // The tail is joined where the log is by now, not where catching up has ended.
          await turn();
          yield* store.follow({ ...options, after: await store.head() });
        },
      }),
  },
  {
    name: 'the tail repeats the event that catching up ended with',
    caughtBy: ['a follower gets what is there and then what comes'],
    seed: (store) =>
      breaking(store, {
        async *follow(options) {
          let last: RecordedEvent | undefined;
          for await (const page of store.follow(options)) {
            yield last ? { ...page, events: [last, ...page.events] } : page;
            last = page.events.at(-1);
          }
        },
      }),
  },
  {
    name: 'a follower gets pages longer than asked for',
    caughtBy: ['a page of a follower is at most as long as asked for'],
    seed: (store) =>
      breaking(store, {
        follow: (options) => store.follow({ ...options, batchSize: (options.batchSize ?? 500) * 2 }),
      }),
  },
  {
    name: 'a follower goes on after it was aborted',
    caughtBy: ['aborting ends a follower in the middle of catching up'],
    seed: (store) =>
      breaking(store, {
        async *follow(options) {
          const head = await store.head();
          const { signal } = new AbortController();
          for await (const page of store.follow({ ...options, signal })) {
            yield page;
            if (page.position >= head && options.signal.aborted) return;
          }
        },
      }),
  },
  {
    name: 'metadata is dropped',
    caughtBy: ['metadata comes back whole'],
    seed: (store) => misreading(store, (event) => without(event, 'areaPath')),
  },
  {
    name: 'Unicode is normalised',
    caughtBy: ['Unicode comes back character for character'],
    seed: (store) => misspelling(store, (json) => json.normalize('NFC')),
  },
  {
    name: 'characters outside the basic plane are mangled',
    caughtBy: ['Unicode comes back character for character'],
    seed: (store) => misspelling(store, (json) => json.replaceAll(/[\u{10000}-\u{10ffff}]/gu, '??')),
  },
  {
    name: 'control characters are left out',
    caughtBy: ['control characters in data come back, NUL among them'],
    seed: (store) => misspelling(store, (json) => json.replaceAll('\\u0000', '')),
  },
  {
    name: 'long text is cut at 64 KB',
    caughtBy: ['an event of 1 MB comes back whole'],
    seed: (store) => misspelling(store, (json) => json.replaceAll(/"([^"]{65536})[^"]*"/gu, '"$1"')),
  },
  {
    name: 'numbers lose their precision',
    caughtBy: ['numbers come back exactly, to the ends of the safe range'],
    seed: (store) =>
      misspelling(store, (json) =>
        JSON.stringify(JSON.parse(json), (_, value) =>
          typeof value === 'number' ? Math.fround(value) : value,
        ),
      ),
  },
];
