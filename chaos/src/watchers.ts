import type { Random, Recorder } from '@linli/testing/history';
import type { City } from './city.ts';
import type { HttpDoor } from './http-door.ts';
import { lookAtLag } from './observers/lag-watch.ts';
import { LogReader } from './observers/log-reader.ts';
import { hold } from './faults/fault.ts';
import { consumerOf, OperationsWatch, type ParkedItem } from './observers/operations-watch.ts';
import { Screen } from './observers/screen.ts';
import { StoreReader } from './observers/store-reader.ts';
import { TopicReader } from './observers/topic-reader.ts';
import type { Tokens } from './tokens.ts';

export interface WatchersOptions {
  readonly city: City;
  readonly door: HttpDoor;
  readonly tokens: Tokens;
  /** A recorder of its own for each kind of observer. */
  readonly recorder: (name: string) => Recorder;
  readonly random: Random;
  readonly screens: number;
  /** Services whose metrics tell how far their consumers are behind. */
  readonly services: Readonly<Record<string, string>>;
}

/** How everything stands, as far as it answers. */
export interface Standing {
  /** Head of the log of incidents, as a reader that follows it knows it. */
  readonly head: number;
  /** Consumers that are behind, with how many events; undefined when somebody does not answer. */
  readonly behind: readonly string[] | undefined;
}

const lookEveryMs = 1_000;
const contexts = ['incidents', 'residents', 'party', 'sanitation', 'finance'];

/** Everybody who looks at the city while it is disturbed. */
export class Watchers {
  readonly operations: OperationsWatch;
  readonly topics: TopicReader | undefined;
  readonly screens: readonly Screen[];
  /** Consumer of the board with its generation. */
  readonly board: string;
  readonly #options: WatchersOptions;
  readonly #log: LogReader;
  readonly #store: StoreReader | undefined;
  readonly #end = new AbortController();
  #looking: Promise<void> = Promise.resolve();

  private constructor(options: WatchersOptions, board: string) {
    const { city, door, tokens, recorder, random } = options;
    this.#options = options;
    this.board = board;
    this.operations = new OperationsWatch({ origin: city.operations, door, recorder: recorder('operator') });
    const file = city.logFiles['incidents'] as string;
    this.#log = new LogReader({
      name: 'reader',
      context: 'incidents',
      file,
      recorder: recorder('reader'),
      random,
    });
    this.topics =
      city.kafka &&
      new TopicReader({ kafka: city.kafka, contexts, recorder: recorder('topics'), group: 'chaos.observer' });
    this.#store = city.documents && new StoreReader(city.documents, recorder('store'));
    this.screens = Array.from({ length: options.screens }, (_, index) => {
      const name = `screen-${index + 1}`;
      return new Screen({
        name,
        origin: city.operations,
        tokens,
        recorder: recorder(name),
        random,
        fedBy: board,
      });
    });
  }

  /** Begins to watch; resolves when everybody has a place. */
  static async open(options: WatchersOptions): Promise<Watchers> {
    const { city, door } = options;
    const states = await door.read<{ items: readonly { view: string; generation: number }[] }>(
      `${city.operations}/v1/operations/projections`,
      { role: 'operator' },
    );
    const board = states?.items.find(({ view }) => view === 'incident-board');
    if (board === undefined) throw new Error('the operations centre does not say how its board stands');
    const watchers = new Watchers(options, consumerOf(board.view, board.generation));
    watchers.#log.start();
    await watchers.topics?.start();
    await Promise.all(watchers.screens.map((screen) => screen.open()));
    watchers.#looking = watchers.#lookOn();
    return watchers;
  }

  /** One look after another: while engines are down a look takes long, and those that are due must not pile up. */
  async #lookOn(): Promise<void> {
    const { signal } = this.#end;
    while (!signal.aborted) {
      await this.look();
      await hold(lookEveryMs, signal);
    }
  }

  /** Looks at everything that is looked at and not followed, and says who is behind. */
  async look(): Promise<Standing> {
    const { services, door, recorder } = this.#options;
    const head = this.#log.position;
    const [views, , ...metrics] = await Promise.all([
      this.operations.look(),
      this.#store?.look(),
      ...Object.entries(services).map(([name, origin]) => lookAtLag(name, origin, door, recorder('metrics'))),
    ]);
    const published = this.topics?.reached('incidents');
    if (published !== undefined) {
      const lag = Math.max(0, head - published);
      recorder('metrics').note('metrics', { kind: 'lag', consumer: 'relay: incidents', lag });
    }
    if (views === undefined || metrics.includes(undefined)) return { head, behind: undefined };
    const behind = [
      ...views
        .map(
          ({ view, sources }) =>
            [view, sources.reduce((sum, one) => sum + Math.max(0, one.head - one.position), 0)] as const,
        )
        .filter(([, lag]) => lag > 0),
      ...metrics.flatMap((lags) => [...(lags ?? [])].filter(([, lag]) => lag > 0)),
      ...(published === undefined || published >= head ? [] : [['relay', head - published] as const]),
    ].map(([name, lag]) => `${name} by ${lag}`);
    const silent = views
      .filter(({ sources }) => sources.length === 0)
      .map(({ view }) => `${view} has no source`);
    return { head, behind: [...behind, ...silent] };
  }

  /**
   * An operator tries a parked stream once more, in vain, and gives its first event up. Answers what the board had parked
   * of it; goes on without when that takes too long.
   */
  async settleParked(stream: string, boundMs: number, signal: AbortSignal): Promise<readonly ParkedItem[]> {
    const end = performance.now() + boundMs;
    const isOver = () => signal.aborted || performance.now() > end;
    const parked = () => this.operations.parkedOf(this.board, stream);
    while (parked().length === 0 && !isOver()) await hold(lookEveryMs, signal);
    for (const how of ['retry', 'discard'] as const) {
      while (!isOver() && !(await this.operations.settle(stream, how))) await hold(lookEveryMs, signal);
    }
    return parked();
  }

  /** Screens that have not been brought to the last records of the topic. */
  screensBehind(): readonly string[] {
    const last = this.topics?.partitions('incidents');
    if (last === undefined) return [];
    return this.screens
      .filter(({ reached }) => [...last].some(([source, position]) => (reached[source] ?? 0) < position))
      .map(({ name }) => name);
  }

  /** Nobody is disturbed any more: observers claim to have seen everything up to the heads of the logs. */
  caughtUp(heads: ReadonlyMap<string, number>): void {
    for (const [context, head] of heads) this.topics?.caughtUp(context, head);
    const head = heads.get('incidents') ?? 0;
    for (const screen of this.screens) screen.caughtUp(head);
    this.#log.caughtUp();
  }

  /** Stops looking by itself; `look` can still be asked. */
  async stopLooking(): Promise<void> {
    this.#end.abort();
    await this.#looking;
  }

  async close(): Promise<void> {
    await this.stopLooking();
    await Promise.all([
      this.topics?.close(),
      this.#store?.close(),
      this.#log.close(),
      ...this.screens.map((screen) => screen.close()),
    ]);
  }
}
