import { randomUUID } from 'node:crypto';
import type { Random } from '@linli/testing/history';
import type { HttpDoor } from '../http-door.ts';

/** Text that stands for a person: wherever it is found in a log, a real one's would have been. */
export interface Canaries {
  readonly phone: string;
  readonly name: string;
  readonly address: string;
}

export function makeCanaries(random: Random): Canaries {
  const digits = (count: number) => Array.from({ length: count }, () => random.below(10)).join('');
  return {
    phone: `139${digits(8)}`,
    name: `canary-person-${digits(12)}`,
    address: `canary-street-${digits(12)}`,
  };
}

/**
 * People who put personal data where none belongs: reasons in their own words, fields nobody asked for, search words,
 * keys, tokens. Every one of these requests is refused or answered with nothing; none of its text may reach a log.
 */
export class Strangers {
  readonly #incidents: string;
  readonly #operations: string;
  readonly #door: HttpDoor;
  readonly #canaries: Canaries;
  #timer: NodeJS.Timeout | undefined;
  /** How many requests carried a canary. */
  sent = 0;

  constructor(
    city: { readonly incidents: string; readonly operations: string },
    door: HttpDoor,
    canaries: Canaries,
  ) {
    this.#incidents = city.incidents;
    this.#operations = city.operations;
    this.#door = door;
    this.#canaries = canaries;
  }

  start(everyMs: number): void {
    this.#timer = setInterval(() => void this.#visit(), everyMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #visit(): Promise<void> {
    const { phone, name, address } = this.#canaries;
    const supervisor = { role: 'supervisor' } as const;
    const incident = `${this.#incidents}/v1/incidents/${randomUUID()}`;
    const visits: readonly {
      readonly url: string;
      readonly body: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }[] = [
      { url: `${incident}/void`, body: { reason: `${name} says it is done, call ${phone}` } },
      { url: `${incident}/void`, body: { reason: 'done', caller: name, [phone]: address } },
      {
        url: `${this.#incidents}/v1/incidents`,
        body: { channel: phone, occurredAt: name, severity: address },
      },
      {
        url: `${incident}/void`,
        body: { reason: 'done' },
        headers: { 'idempotency-key': `${name} ${phone}` },
      },
      {
        url: `${incident}/void`,
        body: { reason: 'done' },
        headers: { authorization: `Bearer ${phone}.${address}` },
      },
    ];
    for (const { url, body, headers } of visits) {
      await this.#send(() =>
        this.#door.ask({
          method: 'POST',
          url,
          actor: supervisor,
          headers: { 'idempotency-key': randomUUID(), ...headers },
          body,
        }),
      );
    }
    const searches = [
      `/v1/operations/areas?q=${encodeURIComponent(name)}`,
      `/v1/operations/feed?cursor=${phone}`,
    ];
    for (const path of searches) {
      await this.#send(() =>
        this.#door.ask({ method: 'GET', url: `${this.#operations}${path}`, actor: { role: 'viewer' } }),
      );
    }
  }

  async #send(request: () => Promise<unknown>): Promise<void> {
    this.sent += 1;
    // Whether anybody is there to answer is not what these are about.
    await request().catch(() => undefined);
  }
}
