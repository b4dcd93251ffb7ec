import { decrypt, encrypt } from './aes-gcm.ts';
import { purposeGroups, type PurposeGroup } from '@linli/contracts';
import type { KeyOwner } from './key-events.ts';
import type { DataKey } from './key-cache.ts';
import { KeyDestroyed, KeyUnknown, type Vault } from './vault.ts';

/** Where a ciphertext stands; it opens nowhere else. */
export interface FieldPlace {
  /** Stream id. */
  readonly stream: string;
  /** Event type, as it was appended. */
  readonly type: string;
  /** Path of the field in the event's data, as it was appended: `reporter.phone`. */
  readonly field: string;
}

/** What every datum reads as once its key has been destroyed. */
export const erased = '[erased]';

/** A ciphertext is not what was encrypted for this place. */
export class CiphertextRefused extends Error {
  override readonly name = 'CiphertextRefused';
}

/** First byte of a plaintext: what follows is JSON, or a ciphertext of the next owner. */
const isJson = 0;
const isNested = 1;

const form = /^enc1:([a-z]+):([0-9a-f-]{36}):([\w-]{8}):([\w-]+)$/;

/** A ciphertext in its parts. */
interface Sealed extends KeyOwner {
  /** What tells the data key from others that the owner may have had. */
  readonly key: string;
  /** All before the body, bound to it. */
  readonly header: string;
  readonly body: string;
}

/**
 * Encrypts a JSON value for its place, as `enc1:<group>:<subject>:<key>:<body>`, the body being base64url of nonce,
 * ciphertext and tag (AES-256-GCM). With two owners, say the parties of an agreement, it takes the keys of both to read it.
 * Whoever holds the text sees whose it is and about how long.
 * @throws KeyDestroyed, KeyRestricted, VaultUnavailable; TypeError for what is no JSON
 */
export async function encryptField(
  vault: Vault,
  value: unknown,
  place: FieldPlace,
  ...owners: readonly [KeyOwner, ...KeyOwner[]]
): Promise<string> {
  const json = JSON.stringify(value) as string | undefined;
  if (json === undefined)
    throw new TypeError(`${place.field} of ${place.type} has no value that JSON can hold`);
  let marker = isJson;
  let text = json;
  for (const { subject, group } of owners) {
    const plain = Buffer.concat([Buffer.of(marker), Buffer.from(text)]);
    text = await vault.encryptWith({ subject, group }, (key) => {
      const header = `enc1:${group}:${subject}:${key.id}`;
      return `${header}:${encrypt(key.bytes, plain, bound(header, place)).toString('base64url')}`;
    });
    plain.fill(0);
    marker = isNested;
  }
  return text;
}

/**
 * The value again, or `[erased]` when an owner's key has been destroyed.
 * @throws CiphertextRefused for an altered text or another place; KeyRestricted, KeyUnknown, VaultUnavailable
 */
export async function decryptField(vault: Vault, text: string, place: FieldPlace): Promise<unknown> {
  const sealed = partsOf(text, place);
  try {
    const plain = await vault.decryptWith(sealed, (key) => opened(key, sealed, place));
    const rest = plain.toString('utf8', 1);
    const marker = plain[0];
    plain.fill(0);
    return marker === isNested ? decryptField(vault, rest, place) : JSON.parse(rest);
  } catch (error) {
    if (error instanceof KeyDestroyed) return erased;
    throw error;
  }
}

/** Whose key a ciphertext asks for first; undefined when it is none. */
export function ownerOf(text: unknown): KeyOwner | undefined {
  const [, group, subject] = (typeof text === 'string' && form.exec(text)) || [];
  return subject !== undefined && isGroup(group) ? { subject, group } : undefined;
}

function partsOf(text: string, place: FieldPlace): Sealed {
  const owner = ownerOf(text);
  const [, , , key = '', body = ''] = form.exec(text) ?? [];
  if (!owner) throw refused(place, 'it has not the form');
  return { ...owner, key, header: text.slice(0, -body.length - 1), body };
}

function opened(
  key: DataKey,
  { key: wanted, header, body, subject, group }: Sealed,
  place: FieldPlace,
): Buffer {
  if (key.id !== wanted)
    throw new KeyUnknown(
      `the vault has key ${key.id} of subject ${subject} for ${group}, not ${wanted}: has an older copy of it been put back?`,
    );
  const bytes = Buffer.from(body, 'base64url');
  // Base64 leaves bits over; only one spelling of the same bytes is taken.
  const plain = bytes.toString('base64url') === body && decrypt(key.bytes, bytes, bound(header, place));
  if (!plain) throw refused(place, 'it was altered, or encrypted for another place');
  return plain;
}

/** One text for each header and place: JSON escapes what could make two of them alike. */
function bound(header: string, { stream, type, field }: FieldPlace): Buffer {
  return Buffer.from(JSON.stringify([header, stream, type, field]));
}

function isGroup(group: string | undefined): group is PurposeGroup {
  return (purposeGroups as readonly (string | undefined)[]).includes(group);
}

function refused({ stream, type, field }: FieldPlace, reason: string): CiphertextRefused {
  return new CiphertextRefused(
    `the ciphertext in ${field} of ${type} of stream ${stream} is refused: ${reason}`,
  );
}
