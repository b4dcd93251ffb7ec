import { randomUUID } from 'node:crypto';
import { CommandClient, type PlannedCommand } from '../../../src/clients/command-client.ts';
import { report } from '../../../src/clients/incident-life.ts';
import { eventually, type ObservedCity } from './observed-city.ts';

interface TimelineRow {
  readonly type: string;
  readonly reason?: string;
  readonly intake?: string;
}

export interface IncidentView {
  readonly stage: string;
  readonly timeline: readonly TimelineRow[];
}

export interface ParkedItem {
  readonly view: string;
  readonly position: number;
  readonly streamId: string;
  readonly type: string;
  readonly state: string;
  readonly reason: string;
}

/** A dispatcher who sends commands one by one until each is acknowledged, and looks at what the wall shows of them. */
export class Desk {
  readonly #client: CommandClient;
  readonly #observed: ObservedCity;

  constructor(observed: ObservedCity) {
    const { city, door, recorder } = observed;
    this.#observed = observed;
    this.#client = new CommandClient({
      name: 'desk',
      origin: city.incidents,
      door,
      recorder: recorder('clients'),
    });
  }

  /** Answers the incident's id. */
  async report(): Promise<string> {
    const { random, points } = this.#observed;
    const stream = await this.#send(report(random, randomUUID(), points));
    return stream.slice('incident-'.length);
  }

  async park(incidentId: string): Promise<void> {
    await this.#ask(incidentId, 'park', { reason: 'waiting_for_reporter' });
  }

  async resume(incidentId: string): Promise<void> {
    await this.#ask(incidentId, 'resume', {});
  }

  /** As the operations centre shows it now; undefined while it does not. */
  shown(incidentId: string): Promise<IncidentView | undefined> {
    const { city, door } = this.#observed;
    return door.read(`${city.operations}/v1/operations/incidents/${incidentId}`, { role: 'viewer' });
  }

  /** What the operations centre has parked of the incident. */
  async parked(incidentId: string): Promise<readonly ParkedItem[]> {
    const { city, door } = this.#observed;
    const answer = await door.read<{ readonly items: readonly ParkedItem[] }>(
      `${city.operations}/v1/operations/parked`,
      { role: 'operator' },
    );
    return (answer?.items ?? []).filter(({ streamId }) => streamId === `incident-${incidentId}`);
  }

  #ask(incidentId: string, what: string, body: unknown): Promise<string> {
    return this.#send({
      key: randomUUID(),
      stream: `incident-${incidentId}`,
      path: `/v1/incidents/${incidentId}/${what}`,
      actor: { role: 'dispatcher' },
      body,
    });
  }

  async #send(command: PlannedCommand): Promise<string> {
    const answer = await eventually(
      `${command.path} is acknowledged`,
      () => this.#client.send(command),
      ({ outcome }) => outcome !== 'unknown',
    );
    if (answer.outcome === 'acknowledged') return answer.stream;
    throw new Error(`${command.path} was not acknowledged: ${JSON.stringify(answer)}`);
  }
}
