import { randomUUID } from 'node:crypto';
import type { EventBus } from '@linli/event-bus';
import type { EventStore } from '@linli/event-sourcing';
import { Vault, type VaultEngine } from '@linli/privacy';
import type { Clock } from '../engines.ts';
import type { Persons } from './persons.ts';
import { SubjectKeyFeed } from './subject-key-feed.ts';

export interface OpenPersonsOptions {
  /** Names the consumer of what is said of keys. */
  readonly service: string;
  readonly engine: VaultEngine;
  /** Where reads are recorded. */
  readonly access: EventStore;
  readonly bus: EventBus;
  readonly clock: Clock;
}

/** The persons of a service, and their end; whoever opened engine and log of reads gives them into it. */
export interface OpenedPersons extends Persons {
  /** Stops following, then closes the vault and the log of reads; before the bus closes. */
  close(): Promise<void>;
}

/**
 * Opens the vault and follows what residents' log says of keys. Where that log cannot be followed, as in a service that was
 * started alone, personal fields are recorded all the same, and none is shown.
 */
export async function openPersons(options: OpenPersonsOptions): Promise<OpenedPersons> {
  const { service, engine, access, bus, clock } = options;
  const feed = new SubjectKeyFeed();
  const vault = await Vault.open({ engine, log: feed, now: () => clock.now().getTime() });
  // Each process keeps its own keys in memory, so each hears of all that is destroyed: a group of its own.
  await feed.follow(bus, `${service}.subject-keys-${randomUUID()}`, vault).catch(() => undefined);
  return {
    vault,
    access,
    settled: () => feed.settled(),
    async close() {
      await feed.close();
      await vault.close();
      await access.close();
    },
  };
}
