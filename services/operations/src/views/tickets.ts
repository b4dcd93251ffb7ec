import type { CollectionProjection, Projection } from '@linli/read-models';
import { incidentOf, numberOf } from './board/incident-event.ts';

/** A ticket's number has ten digits … */
const digits = 10;
/** … and somebody who remembers a part of it remembers three digits at least. */
const least = 3;

/** Where in the number a part can begin. */
const starts = Array.from({ length: digits - least + 1 }, (_, start) => start);
const fieldOf = (start: number) => `from${start}`;

/** The ticket's number of an incident; its key is the incident's id, which says it, so there is nothing more to keep. */
export type Ticket = Readonly<Record<string, never>>;

/**
 * Every incident by its ticket's number from each of its digits on, so that any part of it is found as a stretch of an
 * index: `093` in 48-2093-7511 is what begins with 093 from the fourth digit on.
 */
export const ticketIndex: CollectionProjection<Ticket> = {
  name: 'tickets',
  immutable: true,
  fields: Object.fromEntries(starts.map((start) => [fieldOf(start), 'integer' as const])),
  indexes: starts.map((start) => [fieldOf(start)]),
  keys(event) {
    const incident = event.type === 'IncidentReported' ? incidentOf(event) : undefined;
    return incident === undefined ? [] : [incident];
  },
  evolve: (ticket) => ticket ?? {},
  index(_ticket, event) {
    const number = numberOf(incidentOf(event) ?? '') % 10 ** digits;
    return Object.fromEntries(starts.map((start) => [fieldOf(start), number % 10 ** (digits - start)]));
  },
};

/** A stretch of one of the index's fields. */
export interface Stretch {
  readonly field: string;
  readonly from: number;
  /** Without it. */
  readonly to: number;
}

/** Where the numbers lie that have these digits somewhere. */
export function stretchesOf(part: string): readonly Stretch[] {
  return starts
    .filter((start) => start + part.length <= digits)
    .map((start) => {
      const width = 10 ** (digits - start - part.length);
      return { field: fieldOf(start), from: Number(part) * width, to: (Number(part) + 1) * width };
    });
}

export const tickets: Projection = {
  view: 'tickets',
  version: 1,
  contexts: ['incidents'],
  types: ['IncidentReported'],
  collections: [ticketIndex as CollectionProjection<never>],
};
