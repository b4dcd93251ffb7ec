import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Stack } from '@linli/deploy';
import { freePort } from '@linli/testing/engines';
import { checkHistory, noteFiles } from '@linli/testing/history';
import { Traffic } from '../../../src/clients/traffic.ts';
import { folds } from '../../../src/folds.ts';
import { startLike } from '../../../src/like-process.ts';
import { readBoard } from '../../../src/observers/board-reader.ts';
import { lookAtLag } from '../../../src/observers/lag-watch.ts';
import { headOf, readFinally } from '../../../src/observers/log-reader.ts';
import { logsOf, scanLogs } from '../../../src/scan-logs.ts';
import { buildRelease, type ReleaseBuild } from './build-release.ts';
import { Desk, type IncidentView } from './desk.ts';
import { nextRelease } from './next-release.ts';
import { eventually, newBoard, observeCity, type ObservedCity } from './observed-city.ts';
import { SteadyReader } from './steady-reader.ts';
import type { BoardState, Running, UpgradeRecord } from './upgrade-record.ts';

const commandsPerPhase = 30;
/** Of events: a view that lacks more of one source has to catch up before commands come at full speed. */
const mostBehind = 100;

/**
 * Upgrades the service of incidents and then the operations centre of a running city to the next release, as an operations
 * team would: the producer by stopping and starting it, since a log has one writer; the readers' service by starting the
 * new one beside the old and leading readers over when it is ready. Commands and readers go on all the time.
 */
export async function upgradeServices(folder: string): Promise<UpgradeRecord> {
  const build = await buildRelease(join(folder, 'next'), nextRelease);
  const notes = join(folder, 'notes');
  const stackFolder = join(folder, 'stack');
  const observed = await observeCity(stackFolder, notes);
  let told: Omit<UpgradeRecord, 'contracts' | 'logs' | 'history'>;
  try {
    told = await new Upgrade(observed, build.main, join(stackFolder, 'logs/operations-next.log')).run();
  } finally {
    await observed.close();
  }
  return {
    ...told,
    contracts: build.checked,
    logs: await scanLogs(stackFolder, logsOf(stackFolder), []),
    history: await checkHistory(await noteFiles(notes), folds),
  };
}

class Upgrade {
  readonly #observed: ObservedCity;
  readonly #main: ReleaseBuild['main'];
  readonly #log: string;
  readonly #desk: Desk;
  readonly #traffic: Traffic;
  #next: ChildProcess | undefined;
  #looking = true;
  /** Of the operations centre that readers have, and of the one that is to follow it. */
  #isBehind = false;
  #nextIsBehind = false;

  constructor(observed: ObservedCity, main: ReleaseBuild['main'], log: string) {
    const { city, door, recorder, random, points } = observed;
    this.#observed = observed;
    this.#main = main;
    this.#log = log;
    this.#desk = new Desk(observed);
    this.#traffic = new Traffic({
      origin: city.incidents,
      door,
      recorder: recorder('clients'),
      random,
      perSecond: 8,
      points,
      givesWay: () => this.#isBehind || this.#nextIsBehind,
    });
  }

  async run(): Promise<Omit<UpgradeRecord, 'contracts' | 'logs' | 'history'>> {
    const { city, tokens } = this.#observed;
    const looking = this.#look();
    let reader: SteadyReader | undefined;
    try {
      const desk = this.#desk;
      const before = await desk.report();
      await desk.park(before);
      await desk.resume(before);
      await eventually(
        'the board shows the incident of before',
        () => desk.shown(before),
        has('IncidentResumed'),
      );
      reader = new SteadyReader({ origin: city.operations, tokens, incidentId: before });
      reader.start();
      this.#traffic.start();
      await this.#commands();

      const { after, ...incidents } = await this.#upgradeIncidents();
      const { meanwhile, others } = await this.#upgradeOperations(reader);
      await this.#traffic.stop();
      await reader.stop();
      this.#looking = false;
      await looking;
      const board = await this.#quiet();
      await this.#finalNotes();
      return {
        others: [incidents.others, others],
        old: incidents.old,
        new: {
          board,
          before: await eventually(
            'the new board shows the incident of before',
            () => desk.shown(before),
            has('IncidentResumed'),
          ),
          after: await eventually(
            'the new board shows the incident of after',
            () => desk.shown(after),
            has('IncidentResumed'),
          ),
        },
        readers: { answers: reader.answers, complaints: reader.complaints, meanwhile },
      };
    } finally {
      this.#looking = false;
      await Promise.all([looking, reader?.stop(), this.#traffic.stop()]);
      if (this.#next?.exitCode === null) {
        const gone = once(this.#next, 'exit');
        this.#next.kill('SIGTERM');
        await gone;
      }
    }
  }

  async #upgradeIncidents() {
    const desk = this.#desk;
    const { stack } = this.#observed;
    const others = ['residents', 'party', 'sanitation', 'finance', 'operations'];
    const before = running(stack, others);
    const incidents = stack.service('incidents');
    await incidents.stop();
    await incidents.start({ command: ['node', this.#main('incidents')] });

    const after = await desk.report();
    const minor = await eventually(
      'the old board shows an incident of the new minor version',
      () => desk.shown(after),
      has('ClockStarted'),
    );
    await desk.park(after);
    await eventually(
      'the old board has parked the new major version',
      () => desk.parked(after),
      (items) => items.length > 0,
    );
    await desk.resume(after);
    const parked = await eventually(
      'the old board holds what follows on it',
      () => desk.parked(after),
      (items) => items.some(({ type }) => type === 'IncidentResumed'),
    );
    const another = await desk.report();
    const other = await eventually(
      'the old board shows another incident',
      () => desk.shown(another),
      has('ClockStarted'),
    );
    await this.#commands();
    return {
      after,
      old: { minor, parked, other },
      others: { before, after: running(stack, others) },
    };
  }

  async #upgradeOperations(reader: SteadyReader) {
    const { stack, frontDoor, store } = this.#observed;
    const others = ['residents', 'party', 'sanitation', 'finance', 'incidents'];
    const before = running(stack, others);
    const last = await this.#desk.report();
    const old = stack.service('operations');
    const port = await freePort();
    const next = `http://127.0.0.1:${port}`;
    const answersBefore = reader.answers;
    const child = startLike({
      pid: old.pid as number,
      command: [process.execPath, this.#main('operations')],
      env: { HTTP_PORT: String(port) },
      log: this.#log,
    });
    this.#next = child;
    await eventually(
      'the new operations centre is ready',
      async () => {
        if (child.exitCode !== null) throw new Error(`the new operations centre has ended, see ${this.#log}`);
        const [answer, views] = await Promise.all([readinessOf(next), this.#viewsOf(next)]);
        this.#nextIsBehind = isBehind(views);
        return answer;
      },
      (answer) => answer?.ready === true,
    );
    this.#nextIsBehind = false;
    const meanwhile = reader.answers - answersBefore;
    frontDoor.lead(next);
    // The reader asks one thing at a time: what it was asking the old one has been answered.
    await eventually(
      'readers are led to the new operations centre',
      () => frontDoor.given(next),
      (given) => given > 0,
    );
    const answersOfOld = reader.answers;
    await eventually(
      'the reader has been answered by it',
      () => reader.answers,
      (answers) => answers > answersOfOld + 1,
    );
    // Screens stay with the old one to its end, and it goes on parking what it does not understand.
    await this.#desk.park(last);
    await eventually(
      'the old operations centre has parked what came when its readers had gone',
      () => store.lookAtParked(1),
      (items) => items.some(({ streamId }) => streamId === `incident-${last}`),
    );
    await this.#commands();
    await old.stop();
    await store.lookAtParked(1);
    await this.#commands();
    return { meanwhile, others: { before, after: running(stack, others) } };
  }

  async #viewsOf(origin: string): Promise<readonly ViewState[] | undefined> {
    const path = `${origin}/v1/operations/projections`;
    const answer = await this.#observed.door.read<{ readonly items: readonly ViewState[] }>(path, {
      role: 'operator',
    });
    return answer?.items;
  }

  /** Until so many more commands have been acknowledged: traffic flows. */
  async #commands(): Promise<void> {
    const { tally } = this.#traffic;
    const goal = tally.acknowledged + commandsPerPhase;
    await eventually(
      'so many more commands are acknowledged',
      () => tally.acknowledged,
      (acknowledged) => acknowledged >= goal,
    );
  }

  /** An operator who looks again and again, whoever serves. */
  async #look(): Promise<void> {
    while (this.#looking) {
      this.#isBehind = isBehind(await this.#observed.watch.look());
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  }

  /** Until nobody is behind the log any more, twice in a row; answers how the board stands then. */
  async #quiet(): Promise<BoardState> {
    for (const screen of this.#observed.screens) screen.holdStill();
    let head = -1;
    for (;;) {
      const before = head;
      const board = await eventually(
        'nobody is behind the log',
        async () => {
          head = await headOf(this.#logFile);
          return this.#caughtUpBoard(head);
        },
        (state) => state !== undefined,
      );
      if (board !== undefined && head === before) return board;
    }
  }

  /** Undefined while somebody is behind. */
  async #caughtUpBoard(head: number): Promise<BoardState | undefined> {
    const { city, door, recorder, topics, screens, watch } = this.#observed;
    const lags = await lookAtLag('incidents', city.incidents, door, recorder('metrics'));
    if (lags === undefined || [...lags.values()].some((lag) => lag > 0)) return undefined;
    if (topics.reached('incidents') < head) return undefined;
    const last = [...topics.partitions('incidents')];
    const reaches = (reached: (source: string) => number | undefined) =>
      last.every(([source, position]) => (reached(source) ?? 0) >= position);
    if (!screens.every((screen) => reaches((source) => screen.reached[source]))) return undefined;
    const states = (await watch.look()) as readonly BoardState[] | undefined;
    const board = states?.find(({ view }) => view === 'incident-board');
    const stands = (source: string) => board?.sources.find((one) => one.source === source)?.position;
    return reaches(stands) ? board : undefined;
  }

  async #finalNotes(): Promise<void> {
    const { city, door, recorder, topics, screens, log } = this.#observed;
    const head = await readFinally('incidents', this.#logFile, recorder('final-incidents'));
    topics.caughtUp('incidents', head);
    for (const screen of screens) screen.caughtUp(head);
    log.caughtUp();
    const origin = city.operations;
    await readBoard({ origin, door, recorder: recorder('board'), consumer: newBoard }, head);
  }

  get #logFile(): string {
    return this.#observed.city.logFiles['incidents'] as string;
  }
}

type ViewState = Pick<BoardState, 'sources' | 'rebuild'>;

function isBehind(views: readonly ViewState[] = []): boolean {
  return views.some(
    ({ rebuild, sources }) =>
      rebuild !== undefined || sources.some(({ head, position }) => head - position > mostBehind),
  );
}

interface Readiness {
  readonly ready: boolean;
  readonly checks: unknown;
}

/** Undefined while nothing answers. */
async function readinessOf(origin: string): Promise<Readiness | undefined> {
  const answer = await fetch(`${origin}/health/ready`).catch(() => undefined);
  return answer && ((await answer.json()) as Readiness);
}

function has(type: string) {
  return (view: IncidentView | undefined): view is IncidentView =>
    view?.timeline.some((row) => row.type === type) === true;
}

function running(stack: Stack, names: readonly string[]): readonly Running[] {
  return names.map((name) => {
    const { pid, startedAt, restarts } = stack.service(name);
    return { name, pid, startedAt, restarts };
  });
}
