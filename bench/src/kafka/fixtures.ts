import { join } from 'node:path';
import { writeIncidentLog } from '../read-models/incident-log.ts';
import { apart } from './child.ts';
import { newPlace, type Place } from './place.ts';
import type { PublishedLog, PublishOrder } from './publish.ts';

export interface Fixture extends PublishedLog {
  readonly place: Place;
}

/** Logs and topics that several rows measure on, each made when the first of them asks for it. */
export class Fixtures {
  readonly brokers: readonly string[];
  readonly folder: string;
  readonly say: (line: string) => void;
  readonly #logs = new Map<number, Promise<string>>();
  readonly #topics = new Map<number, Promise<Fixture>>();

  constructor(brokers: readonly string[], folder: string, say: (line: string) => void) {
    this.brokers = brokers;
    this.folder = folder;
    this.say = say;
  }

  /** File of a log of so many events of incidents. */
  log(events: number): Promise<string> {
    const known = this.#logs.get(events) ?? this.#write(events);
    this.#logs.set(events, known);
    return known;
  }

  /** A topic that such a log has been published to. */
  topic(events: number): Promise<Fixture> {
    const known = this.#topics.get(events) ?? this.#publish(events);
    this.#topics.set(events, known);
    return known;
  }

  async #write(events: number): Promise<string> {
    this.say(`writing a log of ${events.toLocaleString('en-US')} events`);
    const file = join(this.folder, `log-${events}.db`);
    await writeIncidentLog(file, events);
    return file;
  }

  async #publish(events: number): Promise<Fixture> {
    const file = await this.log(events);
    const place = newPlace(this.brokers);
    this.say(`publishing it`);
    const order = { place, file } satisfies PublishOrder;
    return { place, ...(await apart<PublishedLog>('publish', order)) };
  }
}
