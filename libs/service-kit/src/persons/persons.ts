import type { EventStore } from '@linli/event-sourcing';
import { decryptField, KeyRestricted, type Vault } from '@linli/privacy';
import { v7 as uuidv7 } from 'uuid';
import type { Caller } from '../auth/caller.ts';
import type { PlacedText } from './placed.ts';

/** The keys of persons as a service has them, and the log of who has looked. */
export interface Persons {
  readonly vault: Vault;
  /** A log of its own: a stream for each subject. */
  readonly access: EventStore;
  /** Whether everything that was said of keys so far is known here; before, nothing is decrypted. */
  settled(): boolean;
}

/** What a datum reads as while its key is restricted. */
const restricted = '[restricted]';

/** Why, by whom and through which door data of persons are read. */
export interface PersonalRead {
  readonly caller: Caller;
  readonly tenant: string;
  readonly correlationId: string;
  readonly purpose: string;
  /** The case it is for, where there is one. */
  readonly case?: string;
  /** View that shows them. */
  readonly view: string;
  readonly fields: readonly string[];
}

/**
 * Decrypts, having recorded for each subject who reads what for which purpose: no record, no plaintext.
 * @throws what the store of records or the vault throws; nothing has left then
 */
export async function readPersons(
  { access, vault }: Persons,
  texts: readonly PlacedText[],
  read: PersonalRead,
): Promise<readonly unknown[]> {
  const subjects = [...new Set(texts.flatMap(({ subjects }) => subjects))];
  await Promise.all(subjects.map((subject) => record(access, subject, read)));
  return Promise.all(
    texts.map(({ text, place }) =>
      decryptField(vault, text, place).catch((error: unknown) => {
        if (error instanceof KeyRestricted) return restricted;
        throw error;
      }),
    ),
  );
}

async function record(access: EventStore, subject: string, read: PersonalRead): Promise<void> {
  const { caller, tenant, correlationId, purpose, view, fields } = read;
  const data: AccessRecord = {
    purpose,
    view,
    fields,
    roles: caller.roles,
    ...(caller.unit !== undefined && { unit: caller.unit }),
    ...(read.case !== undefined && { case: read.case }),
  };
  const metadata = { commandId: uuidv7(), correlationId, actor: caller.subject, tenant };
  await access.append(
    accessStream(subject),
    [{ id: uuidv7(), type: 'PersonalDataRead', version: 1, data, metadata }],
    'any',
  );
}

/** What is told of a read: of the reader the post, not the name. */
export interface AccessRecord {
  readonly purpose: string;
  readonly case?: string;
  readonly view: string;
  readonly fields: readonly string[];
  readonly roles: readonly string[];
  readonly unit?: string;
}

export function accessStream(subject: string): string {
  return `access-${subject}`;
}
