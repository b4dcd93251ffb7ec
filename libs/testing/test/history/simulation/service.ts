import type { Random } from '../../../src/history/index.ts';

/** An event as the simulated log holds it. */
export interface SimulatedEvent {
  readonly context: string;
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly command: string;
  readonly cause?: string;
  readonly grid: string;
  /** `incidents/2`, or the context where there are no partitions. */
  readonly source: string;
}

export interface Recorded {
  readonly outcome: 'recorded' | 'repeated';
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
  readonly source: string;
}

export type Handled = Recorded | { readonly outcome: 'refused'; readonly conflict?: number };

export interface SimulatedCommand {
  readonly id: string;
  readonly stream: string;
  readonly expected?: number;
  readonly appends: readonly string[];
  /** A rule refuses it. */
  readonly isRefused: boolean;
}

/** What a broken service does once, at the first command it can do it with. */
export type Misdeed =
  | 'acknowledges without recording'
  | 'records what it refused'
  | 'records half of an unknown append'
  | 'records half of an acknowledged append'
  | 'records a repeated command again'
  | 'records what nobody asked for'
  | 'records on another revision than insisted on'
  | 'refuses at the revision insisted on'
  | 'acknowledges two at one revision'
  | 'tears an append apart'
  | 'answers a repeated command otherwise'
  | 'refuses a repeated command'
  | 'acknowledges another revision than it recorded'
  | 'records an append twice at once';

/** One context's log and the rules in front of it. */
export class SimulatedService {
  readonly context: string;
  readonly log: SimulatedEvent[] = [];
  readonly revisions = new Map<string, number>();
  readonly #random: Random;
  readonly #partitions: number;
  readonly #recorded = new Map<string, Recorded>();
  #misdeed: Misdeed | undefined;
  /** Behind a torn append: what is still to be recorded. */
  #rest: { readonly command: SimulatedCommand; readonly types: readonly string[] } | undefined;
  /** Streams that no command may touch any more, since what is known of them is wrong. */
  readonly spoilt = new Set<string>();
  /** Commands whose client has been told that they were recorded. */
  readonly acknowledged = new Set<string>();

  constructor(context: string, partitions: number, random: Random, misdeed?: Misdeed) {
    this.context = context;
    this.#partitions = partitions;
    this.#random = random;
    this.#misdeed = misdeed;
  }

  get misbehaved(): boolean {
    return this.#misdeed === undefined;
  }

  get head(): number {
    return this.log.length;
  }

  /** Handles an attempt; `lost` when its client will never hear of it, `isFirst` when it is the command's first. */
  handle(command: SimulatedCommand, lost: boolean, isFirst: boolean): Handled {
    const before = this.#recorded.get(command.id);
    if (before !== undefined) return this.#repeat(command, before, lost);
    if (this.spoilt.has(command.stream)) return { outcome: 'refused' };
    const revision = this.revisions.get(command.stream) ?? -1;
    if (command.isRefused) {
      if (!lost && isFirst && this.#commits('records what it refused')) {
        this.#append(command, command.appends);
        this.spoilt.add(command.stream);
      }
      return { outcome: 'refused' };
    }
    const { expected } = command;
    if (expected !== undefined && expected !== revision) {
      if (lost || !this.#commits('records on another revision than insisted on')) {
        return { outcome: 'refused', conflict: revision };
      }
    } else if (expected !== undefined && !lost && this.#commits('refuses at the revision insisted on')) {
      return { outcome: 'refused', conflict: revision };
    }
    return this.#record(command, revision, lost);
  }

  /** A reactor's answer to an event. */
  react(event: SimulatedEvent): void {
    if (this.spoilt.has(event.stream)) return;
    const id = `reaction-${event.id}`;
    if (this.#recorded.has(id)) return;
    const command = { id, stream: event.stream, appends: ['IncidentRouted'], isRefused: false };
    this.#append(command, command.appends, event.id);
  }

  /** What was torn off an append comes after all. */
  catchUp(): void {
    const rest = this.#rest;
    if (rest === undefined || this.log.at(-1)?.command === rest.command.id) return;
    this.#rest = undefined;
    this.#append(rest.command, rest.types);
  }

  #record(command: SimulatedCommand, revision: number, lost: boolean): Handled {
    const { appends, stream } = command;
    const isNew = revision < 0;
    if (isNew && !lost && this.#commits('acknowledges without recording')) {
      this.spoilt.add(stream);
      return {
        outcome: 'recorded',
        stream,
        revision: appends.length - 1,
        position: this.head + appends.length,
        source: this.#sourceOf(stream),
      };
    }
    const last = this.log.findLast((event) => event.stream === stream);
    const isWon = last !== undefined && this.acknowledged.has(last.command);
    if (isWon && !lost && this.#commits('acknowledges two at one revision')) {
      this.spoilt.add(stream);
      return {
        outcome: 'recorded',
        stream,
        revision: last.revision,
        position: last.position,
        source: last.source,
      };
    }
    if (appends.length > 1) {
      const half = appends.slice(0, -1);
      if (lost && this.#commits('records half of an unknown append')) {
        this.spoilt.add(stream);
        return this.#append(command, half);
      }
      if (!lost && this.#commits('records half of an acknowledged append')) {
        this.spoilt.add(stream);
        const { source, ...written } = this.#append(command, half);
        return { ...written, source, revision: written.revision + 1, position: written.position + 1 };
      }
      if (lost && this.#commits('tears an append apart')) {
        this.#rest = { command, types: appends.slice(-1) };
        this.spoilt.add(stream);
        return this.#append(command, half);
      }
    }
    const result = this.#append(command, appends);
    if (this.#commits('records an append twice at once')) return this.#append(command, appends);
    if (!lost && this.#commits('acknowledges another revision than it recorded')) {
      this.spoilt.add(stream);
      return { ...result, revision: result.revision + 1 };
    }
    if (this.#commits('records what nobody asked for')) {
      this.#append({ ...command, id: `nobody-${command.id}` }, appends);
    }
    return result;
  }

  #repeat(command: SimulatedCommand, before: Recorded, lost: boolean): Handled {
    if (this.log.at(-1)?.command !== command.id && this.#commits('records a repeated command again')) {
      this.#append(command, command.appends);
    }
    const isKnown = !lost && this.acknowledged.has(command.id);
    if (isKnown && this.#commits('answers a repeated command otherwise')) {
      return { ...before, outcome: 'repeated', revision: before.revision + 1 };
    }
    if (isKnown && this.#commits('refuses a repeated command')) return { outcome: 'refused' };
    return { ...before, outcome: 'repeated' };
  }

  #append(command: SimulatedCommand, types: readonly string[], cause?: string): Recorded {
    const { stream, id } = command;
    const source = this.#sourceOf(stream);
    for (const type of types) {
      const revision = (this.revisions.get(stream) ?? -1) + 1;
      this.revisions.set(stream, revision);
      const position = this.head + 1;
      this.log.push({
        context: this.context,
        position,
        stream,
        revision,
        id: `${this.context}-event-${position}`,
        type,
        command: id,
        ...(cause === undefined ? {} : { cause }),
        grid: `G${stream.length % 7}${stream.charCodeAt(stream.length - 1) % 5}`,
        source,
      });
    }
    const last = this.log.at(-1) as SimulatedEvent;
    const result = {
      outcome: 'recorded' as const,
      stream,
      revision: last.revision,
      position: last.position,
      source,
    };
    if (!this.#recorded.has(id)) this.#recorded.set(id, result);
    return result;
  }

  /** The misdeed of this run, when it is this one, may happen now and has not happened yet. */
  #commits(misdeed: Misdeed): boolean {
    if (this.#misdeed !== misdeed || this.head < 20 || !this.#random.chance(0.5)) return false;
    this.#misdeed = undefined;
    return true;
  }

  #sourceOf(stream: string): string {
    if (this.#partitions === 0) return this.context;
    let sum = 0;
    for (const character of stream) sum = (sum * 31 + character.charCodeAt(0)) % 65_521;
    return `${this.context}/${sum % this.#partitions}`;
  }
}
