import type { NewEvent, RecordedEvent } from '@linli/contracts';
import { appendRequest, checkReadOptions, revisionExpected } from '../append-request.ts';
import type { AppendedText } from '../append-request.ts';
import {
  RevisionConflict,
  StoreUnavailable,
  type AppendResult,
  type EventStore,
  type ExpectedRevision,
  type FollowOptions,
  type LogPage,
  type ReadAllOptions,
  type ReadStreamOptions,
} from '../event-store.ts';
import { followLog, HeadWatch } from '../following.ts';

interface Row extends AppendedText {
  readonly position: number;
  readonly streamId: string;
  readonly revision: number;
  readonly recordedAt: number;
}

interface Stream {
  readonly rows: Row[];
  readonly commands: Map<string, AppendResult>;
}

/** How many rows of the log one page looks at when its filter keeps few of them. */
const scannedPerPage = 50_000;

/**
 * A log that lives as long as the process: for tests, and for trying the system out. Same promises as the SQLite store
 * except durability. Events are kept as JSON text, so what is read back is never the object that was appended.
 */
export class InMemoryEventStore implements EventStore {
  readonly #now: () => number;
  readonly #log: Row[] = [];
  readonly #streams = new Map<string, Stream>();
  readonly #watch = new HeadWatch(0);
  #lastRecordedAt = 0;
  #closed = false;

  /** @param options.now milliseconds since 1970 UTC; the system's clock when left out */
  constructor(options: { readonly now?: () => number } = {}) {
    this.#now = options.now ?? Date.now;
  }

  async append(
    streamId: string,
    events: readonly NewEvent[],
    expectedRevision: ExpectedRevision,
  ): Promise<AppendResult> {
    this.#mustBeOpen();
    const request = appendRequest(streamId, events, expectedRevision);
    const stream: Stream = this.#streams.get(streamId) ?? { rows: [], commands: new Map() };
    const repeated = stream.commands.get(request.commandId);
    if (repeated) return { ...repeated, outcome: 'repeated' };
    const actual = stream.rows.length - 1;
    const expected = revisionExpected(expectedRevision);
    if (expected !== undefined && expected !== actual)
      throw new RevisionConflict(streamId, expectedRevision, actual);
    this.#streams.set(streamId, stream);
    const recordedAt = (this.#lastRecordedAt = Math.max(this.#now(), this.#lastRecordedAt));
    for (const event of request.events) {
      const row = {
        ...event,
        position: this.#log.length + 1,
        streamId,
        revision: stream.rows.length,
        recordedAt,
      };
      stream.rows.push(row);
      this.#log.push(row);
    }
    const result: AppendResult = {
      outcome: 'recorded',
      revision: stream.rows.length - 1,
      position: this.#log.length,
      recordedAt,
    };
    stream.commands.set(request.commandId, result);
    this.#watch.moveTo(this.#log.length);
    return result;
  }

  async readStream(streamId: string, options: ReadStreamOptions = {}): Promise<readonly RecordedEvent[]> {
    this.#mustBeOpen();
    checkReadOptions({ from: options.from, limit: options.limit });
    const rows = this.#streams.get(streamId)?.rows ?? [];
    const limit = options.limit ?? Infinity;
    if (options.direction !== 'backwards') {
      const from = options.from ?? 0;
      return rows.slice(from, from + limit).map(eventOf);
    }
    const end = Math.min(options.from ?? Infinity, rows.length - 1) + 1;
    return rows
      .slice(Math.max(0, end - limit), end)
      .reverse()
      .map(eventOf);
  }

  async readAll(options: ReadAllOptions): Promise<LogPage> {
    this.#mustBeOpen();
    const { after, filter, limit } = options;
    checkReadOptions({ after, limit });
    const types = filter?.types && new Set(filter.types);
    const prefix = filter?.streamPrefix ?? '';
    const head = this.#log.length;
    const end = Math.min(head, after + scannedPerPage);
    const events: RecordedEvent[] = [];
    let position = after;
    while (position < end && events.length < limit) {
      const row = this.#log[position++];
      if (row && row.streamId.startsWith(prefix) && (!types || types.has(row.type)))
        events.push(eventOf(row));
    }
    return { events, position, head };
  }

  follow(options: FollowOptions): AsyncIterable<LogPage> {
    checkReadOptions({ after: options.after, limit: options.batchSize });
    return followLog(
      {
        readAll: (page) => this.readAll(page),
        pastPosition: (position, signal) => this.#watch.past(position, signal),
      },
      options,
    );
  }

  async head(): Promise<number> {
    this.#mustBeOpen();
    return this.#log.length;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#watch.fail(closedError());
  }

  #mustBeOpen(): void {
    if (this.#closed) throw closedError();
  }
}

function closedError(): StoreUnavailable {
  return new StoreUnavailable('closed', 'the event store has been closed');
}

function eventOf(row: Row): RecordedEvent {
  return {
    position: row.position,
    streamId: row.streamId,
    revision: row.revision,
    id: row.id,
    type: row.type,
    version: row.version,
    recordedAt: row.recordedAt,
    data: JSON.parse(row.data),
    metadata: JSON.parse(row.metadata),
  };
}
