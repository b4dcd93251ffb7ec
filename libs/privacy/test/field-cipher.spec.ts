import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  CiphertextRefused,
  decryptField,
  encryptField,
  erased,
  type FieldPlace,
  ownerOf,
} from '../src/field-cipher.ts';
import { purposeGroups } from '@linli/contracts';
import type { KeyOwner, SubjectKeyEvent } from '../src/key-events.ts';
import { KeyRestricted, KeyUnknown, Vault } from '../src/vault.ts';
import { SqliteVaultEngine } from '../src/sqlite/sqlite-vault-engine.ts';
import { newFolder } from './engines.ts';

const folder = newFolder();
const events: SubjectKeyEvent[] = [];
let vault: Vault;
beforeAll(async () => {
  vault = await Vault.open({
    engine: await SqliteVaultEngine.open({ file: `${folder.path}/vault.db` }),
    log: {
      async *after(position) {
        yield* events.filter((event) => event.position > position);
      },
    },
    now: () => 0,
  });
});
afterAll(async () => {
  await vault.close();
  folder.remove();
});

const subjects = [1, 2, 3, 4, 5, 6].map((n) => `0c6d1b52-9d0c-4c56-8a3e-5d3f6c1f0a0${n}`);
const [ada = '', bo = '', cy = '', di = '', ed = '', flo = ''] = subjects;
const place: FieldPlace = { stream: 'case-1', type: 'CaseOpened', field: 'reporter.phone' };
const owners = fc.record({ subject: fc.constantFrom(ada, bo), group: fc.constantFrom(...purposeGroups) });
const places = fc.record({ stream: fc.string(), type: fc.string(), field: fc.string() });
const contact = (subject: string): KeyOwner => ({ subject, group: 'contact' });

/** The text with one bit of the given one changed. */
function flipped(text: string, bit: number): string {
  const bytes = Buffer.from(text);
  const at = (bit >> 3) % bytes.length;
  bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit & 7));
  return bytes.toString('latin1');
}

describe('an encrypted field', () => {
  test('is the value again, any JSON', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), places, owners, async (value, place, owner) => {
        const text = await encryptField(vault, value, place, owner);
        expect(ownerOf(text)).toEqual(owner);
        expect(JSON.stringify(await decryptField(vault, text, place))).toBe(JSON.stringify(value));
      }),
    );
  });

  test('shows nothing of the value', async () => {
    const value = '13800138000';
    const text = await encryptField(vault, value, place, contact(ada));
    const body = Buffer.from(text.split(':')[4] ?? '', 'base64url');
    expect(text).not.toContain(value);
    expect(body.includes(value)).toBe(false);
    expect(body.length).toBe(12 + 1 + JSON.stringify(value).length + 16);
  });

  test('is refused with any one bit changed', async () => {
    const text = await encryptField(vault, 'Ada', place, contact(ada));
    for (let bit = 0; bit < text.length * 8; bit++) {
      const changed = flipped(text, bit);
      const read = decryptField(vault, changed, place).then(
        (value) => `read as ${String(value)}: ${changed}`,
        (error: Error) => error.constructor,
      );
      // Under another subject's name there may be no key, or another one.
      expect([CiphertextRefused, KeyUnknown]).toContain(await read);
    }
  });

  test('is refused in any other stream, type or field', async () => {
    const elsewhere = fc.tuple(fc.constantFrom('stream', 'type', 'field'), fc.string());
    await fc.assert(
      fc.asyncProperty(places, elsewhere, owners, async (place, [part, other], owner) => {
        const text = await encryptField(vault, 'x', place, owner);
        fc.pre(place[part as keyof FieldPlace] !== other);
        await expect(decryptField(vault, text, { ...place, [part]: other })).rejects.toThrow(
          CiphertextRefused,
        );
      }),
    );
  });

  test.each([',', '","', '\0', ''])(
    'is refused where the parts of its place run into each other at "%s"',
    async (join) => {
      const text = await encryptField(
        vault,
        'x',
        { stream: 'a', type: `b${join}c`, field: 'd' },
        contact(ada),
      );
      const other = { stream: `a${join}b`, type: 'c', field: 'd' };
      await expect(decryptField(vault, text, other)).rejects.toThrow(CiphertextRefused);
    },
  );

  test('is refused under another owner’s name', async () => {
    await fc.assert(
      fc.asyncProperty(owners, owners, async (owner, other) => {
        fc.pre(owner.subject !== other.subject || owner.group !== other.group);
        await encryptField(vault, 'x', place, other);
        const text = await encryptField(vault, 'x', place, owner);
        const [version, , , key, body] = text.split(':');
        const forged = [version, other.group, other.subject, key, body].join(':');
        await expect(decryptField(vault, forged, place)).rejects.toThrow(KeyUnknown);
        const otherKey = (await encryptField(vault, 'x', place, other)).split(':')[3];
        const better = [version, other.group, other.subject, otherKey, body].join(':');
        await expect(decryptField(vault, better, place)).rejects.toThrow(CiphertextRefused);
      }),
    );
  });

  test('has a nonce of its own each time', async () => {
    const nonces = new Set<string>();
    for (let n = 0; n < 10_000; n++) {
      const text = await encryptField(vault, 'x', place, contact(ada));
      nonces.add(Buffer.from(text.split(':')[4] ?? '', 'base64url').toString('hex', 0, 12));
    }
    expect(nonces.size).toBe(10_000);
  });

  test('of something that is no JSON is refused with its name', async () => {
    await expect(encryptField(vault, undefined, place, contact(ada))).rejects.toThrow(
      /reporter\.phone of CaseOpened/,
    );
  });

  test.each([
    '',
    'Ada',
    'enc1:contact',
    `enc1:other:${ada}:AAAAAAAA:AAAA`,
    `enc2:contact:${ada}:AAAAAAAA:AAAA`,
  ])('is not what reads "%s"', async (text) => {
    expect(ownerOf(text)).toBeUndefined();
    await expect(decryptField(vault, text, place)).rejects.toThrow(CiphertextRefused);
  });

  test('that looks like a ciphertext inside is only a text', async () => {
    const inner = await encryptField(vault, 'secret', place, contact(bo));
    const text = await encryptField(vault, inner, place, contact(ada));
    expect(await decryptField(vault, text, place)).toBe(inner);
  });
});

describe('a field of two persons', () => {
  test('reads with the keys of both', async () => {
    const text = await encryptField(vault, { says: 'both' }, place, contact(cy), contact(di));
    expect(await decryptField(vault, text, place)).toEqual({ says: 'both' });
    expect(text.startsWith(`enc1:contact:${di}:`)).toBe(true);
  });

  test.each([
    ['the inner one', ed, flo, ed],
    ['the outer one', cy, di, di],
  ])(
    'reads as erased when %s is destroyed, and is refused when restricted',
    async (_, first, second, goes) => {
      const text = await encryptField(vault, 'both', place, contact(first), contact(second));
      events.push({ type: 'SubjectKeyRestricted', position: events.length + 1, data: { subject: goes } });
      await vault.catchUp();
      await expect(decryptField(vault, text, place)).rejects.toThrow(KeyRestricted);
      events.push({ type: 'SubjectKeyDestroyed', position: events.length + 1, data: { subject: goes } });
      await vault.catchUp();
      expect(await decryptField(vault, text, place)).toBe(erased);
    },
  );
});
