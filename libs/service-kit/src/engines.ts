import type { EventBus } from '@linli/event-bus';
import type { EventStore } from '@linli/event-sourcing';
import type { DocumentStore } from '@linli/read-models';
import type { Persons } from './persons/persons.ts';

/** Where the time comes from: deciders never read a clock themselves (design rule 9). */
export interface Clock {
  now(): Date;
  /** How fast it runs against real time: 1 in production, 60 when a minute plays in a second. */
  readonly rate: number;
}

export const systemClock: Clock = { now: () => new Date(), rate: 1 };

/**
 * What a service runs on. The city opens them once per service; a stand-alone start opens its own from configuration.
 * Whoever opened them closes them, after the application has stopped.
 */
export interface ServiceEngines {
  /** The city or district whose logs these are; written into every event's metadata. */
  readonly tenant: string;
  readonly clock: Clock;
  readonly store: EventStore;
  readonly bus: EventBus;
  readonly documents: DocumentStore;
  /** Keys of persons; a context whose events have personal fields does not start without. */
  readonly persons?: Persons;
}

/** What a service that only reads runs on: it has no log of its own. */
export type ReaderEngines = Omit<ServiceEngines, 'store' | 'persons'>;
