import { randomUUID } from 'node:crypto';
import type { Random, Recorder } from '@linli/testing/history';
import type { HttpDoor } from '../http-door.ts';
import { CommandClient, type CommandOutcome, type PlannedCommand, type Tally } from './command-client.ts';
import { IncidentLife, report, type Point } from './incident-life.ts';

export interface TrafficOptions {
  readonly origin: string;
  readonly door: HttpDoor;
  readonly recorder: Recorder;
  readonly random: Random;
  readonly perSecond: number;
  /** Points inside grids of the city. */
  readonly points: readonly Point[];
  /** While it says so, only one command in eight is sent: who is behind can catch up however slow the machine is. */
  readonly givesWay?: () => boolean;
}

const sentWhileGivingWay = 1 / 8;

/** More than this under way at a time means that nobody answers: then nothing new is sent. */
const mostUnderWay = 200;
const mostLives = 400;
/** An unknown outcome is asked after so often, under the same key; some are left unknown for good. */
const retries = 3;
const retryAfterMs = 400;

/**
 * Commands at a steady rate: reports, and what follows on them, over HTTP with idempotency keys. Some are repeated on
 * purpose, some sent twice at the same time, some compete for one revision.
 */
export class Traffic {
  readonly #options: TrafficOptions;
  readonly #client: CommandClient;
  readonly #lives: IncidentLife[] = [];
  readonly #underWay = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #waited = 0;
  /** How often it was time for a command, but too many had no answer yet. */
  heldBack = 0;

  constructor(options: TrafficOptions) {
    const { origin, door, recorder } = options;
    this.#options = options;
    this.#client = new CommandClient({ name: 'clients', origin, door, recorder });
  }

  get tally(): Tally {
    return this.#client.tally;
  }

  start(): void {
    this.#timer = setInterval(() => this.#tick(), 1_000 / this.#options.perSecond);
  }

  /** Sends nothing new and waits for what is under way. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#underWay);
  }

  #tick(): void {
    this.#waited = this.#options.givesWay?.() === true ? this.#waited + sentWhileGivingWay : 1;
    if (this.#waited < 1) return;
    this.#waited = 0;
    if (this.#underWay.size >= mostUnderWay) {
      this.heldBack += 1;
      return;
    }
    const { random, points } = this.#options;
    if (this.#lives.length === 0 || (this.#lives.length < mostLives && random.chance(0.25))) {
      this.#run(this.#report(report(random, randomUUID(), points)));
      return;
    }
    const life = random.pick(this.#lives);
    if (random.chance(0.05)) this.#run(this.#compete(life));
    else this.#run(this.#proceed(life, life.next(random, randomUUID())));
  }

  #run(work: Promise<void>): void {
    const running = work.finally(() => this.#underWay.delete(running));
    this.#underWay.add(running);
  }

  async #report(command: PlannedCommand): Promise<void> {
    const outcome = await this.#settle(command);
    if (outcome.outcome === 'acknowledged')
      this.#lives.push(new IncidentLife(outcome.stream, outcome.revision));
  }

  async #proceed(life: IncidentLife, command: PlannedCommand): Promise<void> {
    life.told(command, await this.#settle(command));
    if (life.isOver) this.#forget(life);
  }

  /** Two who know the same of an incident want something different of it at the same time. */
  async #compete(life: IncidentLife): Promise<void> {
    const { random } = this.#options;
    await Promise.all([1, 2].map(() => this.#proceed(life, life.next(random, randomUUID()))));
  }

  #forget(life: IncidentLife): void {
    const index = this.#lives.indexOf(life);
    if (index >= 0) this.#lives.splice(index, 1);
  }

  /** Sends a command until it is known what became of it, or the client gives up. */
  async #settle(command: PlannedCommand): Promise<CommandOutcome> {
    const { random } = this.#options;
    const isTwice = random.chance(0.03);
    const sent = isTwice
      ? await Promise.all([this.#client.send(command), this.#client.send(command)])
      : [await this.#client.send(command)];
    let outcome = sent.find((one) => one.outcome === 'acknowledged') ?? (sent[0] as CommandOutcome);
    for (let retry = 0; outcome.outcome === 'unknown' && retry < retries; retry += 1) {
      await new Promise((resolve) => setTimeout(resolve, retryAfterMs * 2 ** retry));
      outcome = await this.#client.send(command);
    }
    if (outcome.outcome === 'acknowledged' && random.chance(0.05)) await this.#client.send(command);
    return outcome;
  }
}
