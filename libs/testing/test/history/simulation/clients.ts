import type { Random } from '../../../src/history/index.ts';
import type { Scribes } from './scribes.ts';
import type { Handled, SimulatedCommand, SimulatedService } from './service.ts';

interface Attempt {
  readonly client: string;
  readonly command: SimulatedCommand;
  readonly attempt: number;
  /** The request or its answer is lost on the way. */
  readonly lost: 'no' | 'request' | 'answer';
  handled: Handled | undefined;
}

/** Clients of one service: several at a time, some of whose requests and answers get lost, repeating some on purpose. */
export class Clients {
  readonly #service: SimulatedService;
  readonly #scribes: Scribes;
  readonly #random: Random;
  readonly #underWay: Attempt[] = [];
  /** Ended commands that may be repeated. */
  readonly #ended: { readonly client: string; readonly command: SimulatedCommand }[] = [];
  readonly #attempts = new Map<string, number>();
  readonly #streams: string[] = [];
  #count = 0;

  constructor(service: SimulatedService, scribes: Scribes, random: Random) {
    this.#service = service;
    this.#scribes = scribes;
    this.#random = random;
    scribes.note(this.#client(0), { kind: 'commands', context: service.context, after: 0 });
  }

  get idle(): boolean {
    return this.#underWay.length === 0;
  }

  send(): void {
    const random = this.#random;
    const again = random.chance(0.1) ? this.#ended.at(-1 - random.below(5)) : undefined;
    if (again !== undefined && !this.#service.spoilt.has(again.command.stream)) {
      this.#start(again.client, again.command);
      return;
    }
    this.#count += 1;
    this.#start(this.#client(random.below(3)), this.#command());
  }

  /** Something happens to one of the commands under way. */
  proceed(): void {
    const random = this.#random;
    if (this.#underWay.length === 0) return;
    const attempt = random.pick(this.#underWay);
    if (attempt.lost !== 'request' && attempt.handled === undefined) {
      attempt.handled = this.#service.handle(
        attempt.command,
        attempt.lost === 'answer',
        attempt.attempt === 1,
      );
      return;
    }
    this.#underWay.splice(this.#underWay.indexOf(attempt), 1);
    this.#answer(attempt);
  }

  #command(): SimulatedCommand {
    const random = this.#random;
    const id = `${this.#service.context}-command-${this.#count}`;
    const known = this.#streams.filter((stream) => !this.#service.spoilt.has(stream));
    if (known.length === 0 || random.chance(0.3)) {
      const stream = `incident-${this.#service.context}-${this.#count}`;
      this.#streams.push(stream);
      const appends = ['IncidentReported', 'IncidentLocated', 'ClockStarted'];
      return { id, stream, appends, isRefused: random.chance(0.1) };
    }
    const stream = random.pick(known);
    const revision = this.#service.revisions.get(stream) ?? -1;
    // Some insist on what they know, which others may overtake, and some on what is long gone.
    const expected = random.chance(0.5)
      ? random.chance(0.8)
        ? revision
        : Math.max(-1, revision - 1)
      : undefined;
    return {
      id,
      stream,
      ...(expected === undefined || expected < 0 ? {} : { expected }),
      appends: random.chance(0.5) ? ['TaskDispatched'] : ['TaskAccepted', 'ClockStopped'],
      isRefused: random.chance(0.1),
    };
  }

  #start(client: string, command: SimulatedCommand): void {
    const { id, stream, expected, appends } = command;
    const attempt = (this.#attempts.get(id) ?? 0) + 1;
    this.#attempts.set(id, attempt);
    this.#scribes.note(client, {
      kind: 'sent',
      command: id,
      attempt,
      context: this.#service.context,
      stream,
      ...(expected === undefined ? {} : { expected }),
      appends,
    });
    const chance = this.#random.next();
    const lost = chance < 0.06 ? 'request' : chance < 0.12 ? 'answer' : 'no';
    this.#underWay.push({ client, command, attempt, lost, handled: undefined });
  }

  #answer({ client, command, attempt, lost, handled }: Attempt): void {
    this.#ended.push({ client, command });
    const said = { kind: 'answered', command: command.id, attempt } as const;
    if (lost !== 'no' || handled === undefined) {
      // Some clients are killed before they can say that they know nothing.
      if (this.#random.chance(0.7))
        this.#scribes.note(client, { ...said, outcome: 'unknown', reason: 'timeout' });
      return;
    }
    if (handled.outcome === 'refused') {
      const { conflict } = handled;
      this.#scribes.note(client, {
        ...said,
        outcome: 'refused',
        ...(conflict === undefined ? { reason: 'a-rule' } : { conflict }),
      });
      return;
    }
    const { outcome: result, ...place } = handled;
    this.#service.acknowledged.add(command.id);
    this.#scribes.note(client, { ...said, outcome: 'acknowledged', result, ...place });
  }

  #client(number: number): string {
    return `client-${this.#service.context}-${number}`;
  }
}
