import type { Random } from '@linli/testing/history';
import type { Actor } from '../tokens.ts';
import type { CommandOutcome, PlannedCommand } from './command-client.ts';

/** Longitude and latitude, degrees WGS84. */
export interface Point {
  readonly lon: number;
  readonly lat: number;
}

type Stage = 'reported' | 'dispatched' | 'accepted' | 'completed' | 'checked' | 'parked' | 'over';

const unit = 'sanitation:420105';
/** Less than the shortest time limit a new city starts with: an hour. */
const shortestClockMs = 50 * 60_000;

const dispatcher: Actor = { role: 'dispatcher' };
const handler: Actor = { role: 'handler', unit };
const supervisor: Actor = { role: 'supervisor' };

const category = { standard: 'GB/T-47678.5', kind: 'matter', code: '06010' } as const;

/** A report whose class and place are known: four facts at once, or none. */
export function report(random: Random, key: string, points: readonly Point[]): PlannedCommand {
  return {
    key,
    path: '/v1/incidents',
    actor: { role: 'grid_worker' },
    body: {
      channel: 'grid_worker',
      occurredAt: new Date().toISOString(),
      severity: random.chance(0.1) ? 'urgent' : 'normal',
      point: random.pick(points),
      category,
      source: { system: 'chaos', reference: key },
    },
    appends: ['IncidentReported', 'IncidentClassified', 'IncidentLocated', 'ClockStarted'],
  };
}

/** One incident from its report on, as those who work on it know it: what they were told last. */
export class IncidentLife {
  readonly stream: string;
  #revision: number;
  #stage: Stage = 'reported';
  #before: Stage = 'reported';
  readonly #since = Date.now();

  constructor(stream: string, revision: number) {
    this.stream = stream;
    this.#revision = revision;
  }

  get isOver(): boolean {
    return this.#stage === 'over';
  }

  /** What somebody does next. Now and then it is out of turn, or insists on a revision that is not the last any more. */
  next(random: Random, key: string): PlannedCommand {
    const planned = random.chance(0.05) ? this.#step(random, 'completed') : this.#step(random, this.#stage);
    const chance = random.next();
    const expected =
      chance < 0.3 ? this.#revision : chance < 0.4 ? Math.max(0, this.#revision - 1) : undefined;
    return { key, stream: this.stream, ...planned, ...(expected === undefined ? {} : { expected }) };
  }

  told({ path }: PlannedCommand, outcome: CommandOutcome): void {
    if (outcome.outcome === 'refused' && outcome.conflict !== undefined) this.#revision = outcome.conflict;
    if (outcome.outcome === 'unknown') {
      // Nobody goes on with an incident of which he does not know how it stands.
      this.#stage = 'over';
      return;
    }
    if (outcome.outcome !== 'acknowledged') return;
    this.#revision = outcome.revision;
    const done = path.slice(path.lastIndexOf('/') + 1);
    if (done === 'park') this.#before = this.#stage;
    this.#stage = done === 'resume' ? this.#before : (after[done] ?? this.#stage);
  }

  #step(random: Random, stage: Stage): Omit<PlannedCommand, 'key'> {
    if (stage !== 'parked' && stage !== 'over' && random.chance(0.04)) {
      return this.#command('park', dispatcher, { reason: 'waiting_for_reporter' });
    }
    switch (stage) {
      case 'reported':
        return this.#command('dispatch', dispatcher, { unit }, ['TaskDispatched']);
      case 'dispatched':
        return this.#command('accept', handler, {}, ['TaskAccepted', 'ClockStopped', 'ClockStarted']);
      case 'accepted':
        return random.chance(0.1)
          ? this.#command('return', handler, { reason: 'not_our_duty' })
          : this.#command('complete', handler, {}, ['TaskCompleted', 'ClockStopped', 'ClockStarted']);
      case 'completed':
        return random.chance(0.1)
          ? this.#command('fail-check', supervisor, { reason: 'not_done' })
          : this.#command('pass-check', supervisor, {}, ['CheckPassed']);
      case 'checked':
        return this.#command('close', supervisor, {});
      default:
        return this.#command('resume', dispatcher, {});
    }
  }

  #command(
    name: string,
    actor: Actor,
    body: unknown,
    appends?: readonly string[],
  ): Omit<PlannedCommand, 'key'> {
    const path = `/v1/incidents/${this.stream.slice('incident-'.length)}/${name}`;
    // Once a clock may have run out, its miss can be recorded along with anything.
    const isKnown = appends !== undefined && Date.now() - this.#since < shortestClockMs;
    return { path, actor, body, ...(isKnown ? { appends } : {}) };
  }
}

const after: Readonly<Record<string, Stage>> = {
  dispatch: 'dispatched',
  accept: 'accepted',
  return: 'reported',
  complete: 'completed',
  'fail-check': 'accepted',
  'pass-check': 'checked',
  close: 'over',
  park: 'parked',
};
