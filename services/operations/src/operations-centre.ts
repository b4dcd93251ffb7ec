import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { formatPositions, runProjection, type Projection } from '@linli/read-models';
import { Metrics, progressOf, ReadinessRegistry, Shutdown, type ReaderEngines } from '@linli/service-kit';
import type { CalendarView, CatalogueView, GridCounts, OperationsStatus } from './api.ts';
import { ClockReader } from './readers/clock-reader.ts';
import { FeedReader } from './readers/feed-reader.ts';
import { GeometryReader, GridReader } from './readers/grid-reader.ts';
import { LiveFeed } from './readers/live-feed.ts';
import { RecentAnswers } from './readers/recent-answers.ts';
import { calendarAt } from './readers/calendar-reader.ts';
import { catalogueView } from './readers/catalogue-reader.ts';
import { statusOf } from './readers/status.ts';
import { TicketReader } from './readers/ticket-reader.ts';
import { View, type Views, type WhenAsked } from './readers/view.ts';
import { covers, readPositions } from './stream/cursor.ts';
import { FeedPump } from './stream/feed-pump.ts';
import { StatusTicker } from './stream/status-ticker.ts';
import { StreamHub } from './stream/stream-hub.ts';
import { OPERATIONS_ENGINES, OPERATIONS_OPTIONS, type OperationsOptions } from './tokens.ts';
import { catalogue, catalogueKey, type CatalogueVersion } from './views/catalogue.ts';
import { dutyRoster } from './views/duty-roster.ts';
import { gridDirectory } from './views/grid-directory.ts';
import { incidentBoard } from './views/incident-board.ts';
import { tickets } from './views/tickets.ts';

/** Milliseconds between two questions of how far other processes have come. */
const lookEveryMs = 250;

interface Readers {
  readonly feed: FeedReader;
  readonly clocks: ClockReader;
  readonly grids: GridReader;
  readonly geometry: GeometryReader;
  readonly tickets: TicketReader;
}

interface Open {
  readonly views: Views;
  readonly readers: Readers;
  readonly hub: StreamHub;
}

/** The running operations centre: its views, what reads them, and the streams to the screens. */
@Injectable()
export class OperationsCentre implements OnApplicationBootstrap {
  readonly #engines: ReaderEngines;
  readonly #options: OperationsOptions;
  readonly #readiness: ReadinessRegistry;
  readonly #metrics: Metrics;
  readonly #shutdown: Shutdown;
  readonly #counts = new RecentAnswers<GridCounts>(250);
  #open: Open | undefined;

  constructor(
    @Inject(OPERATIONS_ENGINES) engines: ReaderEngines,
    @Inject(OPERATIONS_OPTIONS) options: OperationsOptions,
    @Inject(ReadinessRegistry) readiness: ReadinessRegistry,
    @Inject(Metrics) metrics: Metrics,
    @Inject(Shutdown) shutdown: Shutdown,
  ) {
    this.#engines = engines;
    this.#options = options;
    this.#readiness = readiness;
    this.#metrics = metrics;
    this.#shutdown = shutdown;
  }

  get cityPath(): string {
    return this.#options.city.areaPath;
  }

  get views(): Views {
    return this.#opened.views;
  }

  get readers(): Readers {
    return this.#opened.readers;
  }

  get hub(): StreamHub {
    return this.#opened.hub;
  }

  async onApplicationBootstrap(): Promise<void> {
    const [board, directory, names, numbers, roster] = await Promise.all([
      this.#run(incidentBoard),
      this.#run(gridDirectory),
      this.#run(catalogue),
      this.#run(tickets),
      this.#run(dutyRoster),
    ]);
    const views: Views = {
      board,
      directory,
      catalogue: names,
      roster,
      all: [board, directory, names, numbers, roster],
    };
    const feed = new FeedReader(board, this.cityPath);
    const clocks = new ClockReader(board, feed, names, this.cityPath);
    const readers: Readers = {
      feed,
      clocks,
      grids: new GridReader(board, clocks, this.cityPath),
      geometry: new GeometryReader(directory, this.cityPath),
      tickets: new TicketReader(numbers, feed, this.cityPath),
    };
    await Promise.all([board.look(), directory.look()]);
    await feed.learnMarks();
    const hub = new StreamHub({
      feed,
      cityPath: this.cityPath,
      start: board.positions(),
      status: () => this.#status(),
      generation: () => board.ref.generation,
      parked: () => board.runner.state().parked,
      onSize: (size) => this.#metrics.sseClients.set(size),
    });
    this.#open = { views, readers, hub };
    this.#stream(board, feed, hub);
  }

  async statusAt(asked: WhenAsked): Promise<OperationsStatus> {
    const { board, directory } = this.#opened.views;
    const [incidents, places] = await Promise.all([board.at(asked), directory.at(asked)]);
    const position = formatPositions({ ...places.positions, ...incidents.positions });
    return { ...this.#status(), asOf: { ...incidents.stamp, position } };
  }

  async countsAt(asked: WhenAsked, areas: readonly string[]): Promise<GridCounts> {
    const count = async (): Promise<GridCounts> => {
      const instant = await this.#opened.views.board.at(asked);
      return { asOf: instant.stamp, items: await this.#opened.readers.grids.counts(areas, instant) };
    };
    // A hall of screens asks at the same time: one count serves them all, unless one needs to see its own write.
    if (asked.asOf !== undefined) return count();
    const after = asked.after === undefined ? {} : (readPositions(asked.after) ?? {});
    const fresh = ({ asOf }: GridCounts) => {
      const at = readPositions(asOf.position) ?? {};
      return covers(at, Object.fromEntries(Object.entries(after).filter(([source]) => source in at)));
    };
    return this.#counts.get(JSON.stringify(areas), fresh, count);
  }

  async catalogueAt(asked: WhenAsked): Promise<CatalogueView> {
    const view = this.#opened.views.catalogue;
    const { positions } = await view.at(asked);
    return catalogueView(await view.get<CatalogueVersion>('catalogue', catalogueKey, positions));
  }

  /** @returns the calendar that clocks are told by at a point of history */
  async calendarAt(asked: WhenAsked): Promise<CalendarView> {
    const view = this.#opened.views.catalogue;
    const { positions, stamp } = await view.at(asked);
    return { asOf: stamp, ...(await calendarAt(view, positions)) };
  }

  get #opened(): Open {
    if (this.#open === undefined) throw new Error('the operations centre has not started yet');
    return this.#open;
  }

  #status(): OperationsStatus {
    const { city } = this.#options;
    return statusOf(this.#opened.views, city, this.#engines.clock);
  }

  async #run(projection: Projection): Promise<View> {
    const { bus, documents, clock } = this.#engines;
    const now = () => clock.now().getTime();
    const runner = await runProjection({ projection, bus, documents, now });
    const name = `operations.${projection.view}`;
    this.#readiness.add(name, () => ({ ready: runner.ready(), detail: progressOf(runner) }));
    this.#metrics.observeProjection(name, () => runner.state());
    this.#shutdown.during('runners', name, () => runner.close());
    return new View({ projection, runner, documents, now });
  }

  /** Carries every commit of the board to the screens. */
  #stream(board: View, feed: FeedReader, hub: StreamHub): void {
    const pump = new FeedPump({
      stored: feed,
      live: new LiveFeed(feed),
      hub,
      onFailure: (error) => process.emitWarning(error instanceof Error ? error : new Error(String(error))),
    });
    const ticker = new StatusTicker(hub, () => this.#status());
    board.runner.onCommitted((batch) => {
      // Lines have come in behind what the screens have seen: only their snapshot shows them.
      if (batch.late) hub.resetAll('history-changed');
      else pump.committed(batch);
    });
    board.runner.onSwitched(() => {
      hub.resetAll('history-changed');
      pump.reached(board.positions());
    });
    const ending = new AbortController();
    const looking = this.#lookElsewhere(board, hub, pump, ending.signal);
    this.#shutdown.during('intake', 'operations streams', async () => {
      ticker.close();
      ending.abort();
      await looking;
      await pump.close();
      hub.close();
    });
  }

  /** Carries to the screens what other processes, which share the views and feed the other partitions, have committed. */
  async #lookElsewhere(board: View, hub: StreamHub, pump: FeedPump, stop: AbortSignal): Promise<void> {
    const { directory } = this.#opened.views;
    while (!stop.aborted) {
      try {
        await pause(lookEveryMs, undefined, { signal: stop, ref: false });
        const [reached] = await Promise.all([board.look(), directory.look()]);
        if (!covers(hub.published, reached)) pump.reached(reached);
      } catch {
        // A store that does not answer shows in the readiness of the views, which are written to it.
      }
    }
  }
}
