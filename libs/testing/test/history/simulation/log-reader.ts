import type { Random } from '../../../src/history/index.ts';
import type { Scribes } from './scribes.ts';
import type { SimulatedEvent, SimulatedService } from './service.ts';

/** What a log tells of an event. */
export function logNote({
  context,
  position,
  stream,
  revision,
  id,
  type,
  command,
  cause,
  grid,
}: SimulatedEvent) {
  return {
    kind: 'event',
    source: context,
    position,
    stream,
    revision,
    id,
    type,
    command,
    ...(cause === undefined ? {} : { cause }),
    facts: { grid },
  } as const;
}

/** Follows a log page by page, some event types only, and begins again now and then. */
export class LogReader {
  readonly #service: SimulatedService;
  readonly #scribes: Scribes;
  readonly #random: Random;
  readonly #name: string;
  readonly #types: readonly string[] | undefined;
  #position: number;
  #run = -1;

  constructor(service: SimulatedService, scribes: Scribes, random: Random, number: number) {
    this.#service = service;
    this.#scribes = scribes;
    this.#random = random;
    this.#name = `reader-${service.context}-${number}`;
    this.#types = random.chance(0.5) ? ['IncidentReported', 'TaskDispatched'] : undefined;
    this.#position = service.head;
    scribes.note(this.#name, {
      kind: 'observer',
      of: 'log',
      context: service.context,
      audience: this.#name,
      delivers: 'once',
      ...(this.#types && { wants: { types: this.#types } }),
    });
    this.#begin();
  }

  step(most = 7): void {
    if (this.#random.chance(0.1)) {
      this.#position = Math.max(0, this.#position - this.#random.below(10));
      this.#begin();
    }
    const page = this.#service.log.slice(this.#position, this.#position + most);
    for (const event of page) {
      if (this.#types?.includes(event.type) === false) continue;
      this.#scribes.note(this.#name, { ...logNote(event), run: this.#run });
    }
    this.#position += page.length;
    const { context } = this.#service;
    this.#scribes.note(this.#name, {
      kind: 'passed',
      run: this.#run,
      source: context,
      position: this.#position,
    });
  }

  finish(): void {
    while (this.#position < this.#service.head) this.step();
    this.#scribes.note(this.#name, {
      kind: 'caught-up',
      context: this.#service.context,
      position: this.#service.head,
    });
  }

  #begin(): void {
    this.#run += 1;
    const after = { [this.#service.context]: this.#position };
    this.#scribes.note(this.#name, { kind: 'opened', run: this.#run, after });
  }
}
