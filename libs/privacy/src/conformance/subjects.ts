import assert from 'node:assert/strict';
import { decryptField, encryptField, erased } from '../field-cipher.ts';
import type { KeyOwner, SubjectKeyEvent } from '../key-events.ts';
import { numberPath, subjectPath } from '../records.ts';
import { KeyDestroyed, KeyRestricted, KeyUnknown, Vault } from '../vault.ts';
import { WrappedTextRefused } from '../vault-engine.ts';
import { piecesOf } from './engine.ts';
import { failingAt, openScene, type ConformanceCase, type VaultHarness } from './harness.ts';

export const ada = '0a6d1b52-9d0c-4c56-8a3e-5d3f6c1f0a01';
export const bo = '0b1f7c1e-3e55-4a0b-9c8d-7b1f0e2d4c02';
/** Numbers of nobody: their area 110000 is no county. */
const numberOfAda = '11000019900101003X';
const numberOfBo = '110000198002290024';
const canary = '13800000000';
const place = { stream: 'case-1', type: 'CaseOpened', field: 'phone' } as const;
const contact = (subject: string): KeyOwner => ({ subject, group: 'contact' });

export const write = (vault: Vault, owner: KeyOwner) => encryptField(vault, canary, place, owner);
export const read = (vault: Vault, text: string) => decryptField(vault, text, place);

/** Persons: their keys, what is said of them, and the way from their numbers. */
export const subjectCases: readonly ConformanceCase[] = [
  {
    name: 'what one process encrypts another one reads',
    async run(harness) {
      const { vault, another } = await openScene(harness);
      const text = await write(vault, contact(ada));
      assert.equal(await read(vault, text), canary);
      assert.equal(await read(await another(), text), canary);
    },
  },
  {
    name: 'many that ask at once for a key that is not there get one and the same',
    async run(harness) {
      const { vault, another } = await openScene(harness);
      const vaults = [vault, await another(), await another()];
      const texts = await Promise.all(
        Array.from({ length: 12 }, (_, n) => write(vaults[n % 3] as Vault, contact(ada))),
      );
      const reader = await another();
      for (const text of texts) assert.equal(await read(reader, text), canary);
    },
  },
  {
    name: 'a key whose making was cut short is made or found by who asks next',
    async run(harness) {
      for (const [when, subject] of [
        ['before', ada],
        ['after', bo],
      ] as const) {
        const { vault, another } = await openScene(harness, failingAt(await harness.open(), 1, when));
        await assert.rejects(write(vault, contact(subject)));
        const text = await write(await another(), contact(subject));
        assert.equal(await read(vault, text), canary);
      }
    },
  },
  {
    name: 'a wrapped key that was moved to another subject or group is refused',
    async run(harness) {
      const { vault, another } = await openScene(harness);
      const engine = await harness.open();
      await write(vault, contact(ada));
      const moved = (await engine.read(subjectPath(ada)))?.value as { keys: { contact: object } };
      await engine.write(subjectPath(bo), moved, 0);
      const other = await another();
      await assert.rejects(write(other, contact(bo)), WrappedTextRefused);
      const { revision = 0 } = (await engine.read(subjectPath(bo))) ?? {};
      await engine.write(subjectPath(bo), { ...moved, keys: { finance: moved.keys.contact } }, revision);
      await assert.rejects(write(other, { subject: bo, group: 'finance' }), WrappedTextRefused);
    },
  },
  {
    name: 'a destroyed group reads as erased, other groups and subjects as before',
    async run(harness) {
      const { vault, record, another } = await openScene(harness);
      const phone = await write(vault, contact(ada));
      const voucher = await write(vault, { subject: ada, group: 'finance' });
      const others = await write(vault, contact(bo));
      await record('SubjectKeyDestroyed', contact(ada));
      for (const reader of [vault, await another()]) {
        assert.equal(await read(reader, phone), erased);
        assert.equal(await read(reader, voucher), canary);
        assert.equal(await read(reader, others), canary);
        await assert.rejects(write(reader, contact(ada)), KeyDestroyed);
      }
    },
  },
  {
    name: 'of a destroyed key nothing remains',
    async run(harness) {
      const { vault, record } = await openScene(harness);
      const engine = await harness.open();
      await write(vault, contact(ada));
      const { keys } = (await engine.read(subjectPath(ada)))?.value as {
        keys: { contact: { wrapped: string } };
      };
      const pieces = piecesOf(keys.contact.wrapped);
      for (const piece of pieces) assert.equal(await harness.remains(subjectPath(ada), piece), true);
      await record('SubjectKeyDestroyed', { subject: ada });
      for (const piece of pieces) assert.equal(await harness.remains(subjectPath(ada), piece), false);
    },
  },
  {
    name: 'restricted data are neither read nor written until that is lifted',
    async run(harness) {
      const { vault, record, another } = await openScene(harness);
      const text = await write(vault, contact(ada));
      await record('SubjectKeyRestricted', { subject: ada });
      for (const reader of [vault, await another()]) {
        await assert.rejects(read(reader, text), KeyRestricted);
        await assert.rejects(write(reader, { subject: ada, group: 'case' }), KeyRestricted);
      }
      await record('SubjectKeyRestrictionLifted', { subject: ada });
      assert.equal(await read(vault, text), canary);
    },
  },
  {
    name: 'what is said of a group and of its subject is lifted each by itself',
    async run(harness) {
      const { vault, record } = await openScene(harness);
      const text = await write(vault, contact(ada));
      const other = await write(vault, { subject: ada, group: 'case' });
      await record('SubjectKeyRestricted', contact(ada));
      assert.equal(await read(vault, other), canary);
      await record('SubjectKeyRestricted', { subject: ada });
      await record('SubjectKeyRestrictionLifted', { subject: ada });
      await assert.rejects(read(vault, text), KeyRestricted);
      await record('SubjectKeyRestrictionLifted', contact(ada));
      assert.equal(await read(vault, text), canary);
    },
  },
  {
    name: 'nothing lifts a destruction',
    async run(harness) {
      const { vault, record } = await openScene(harness);
      const text = await write(vault, contact(ada));
      await record('SubjectKeyDestroyed', { subject: ada });
      for (const data of [{ subject: ada }, contact(ada)]) {
        await record('SubjectKeyRestricted', data);
        await record('SubjectKeyRestrictionLifted', data);
      }
      assert.equal(await read(vault, text), erased);
      await assert.rejects(write(vault, contact(ada)), KeyDestroyed);
    },
  },
  {
    name: 'an event that is replayed late does not undo a later one',
    async run(harness) {
      const { vault, record, events } = await openScene(harness);
      const text = await write(vault, contact(ada));
      for (const type of [
        'SubjectKeyRestricted',
        'SubjectKeyRestrictionLifted',
        'SubjectKeyRestricted',
      ] as const)
        await record(type, { subject: ada });
      const engine = await harness.open();
      const { revision = 0 } = (await engine.read('position')) ?? {};
      await engine.write('position', {}, revision);
      const late = await openScene(harness);
      late.events.push(...events.slice(0, 2));
      await late.vault.catchUp();
      await assert.rejects(read(late.vault, text), KeyRestricted);
    },
  },
  {
    name: 'a key that was never made is unknown, and reading makes none',
    async run(harness) {
      const { vault } = await openScene(harness);
      const text = (await write(vault, contact(ada))).replace(ada, bo);
      await assert.rejects(read(vault, text), KeyUnknown);
      assert.equal(await (await harness.open()).read(subjectPath(bo)), undefined);
    },
  },
  {
    name: 'a process that did not append the destruction drops the key when it catches up',
    async run(harness) {
      const { vault, record, another } = await openScene(harness);
      const replica = await another();
      const text = await write(vault, contact(ada));
      assert.equal(await read(replica, text), canary);
      await record('SubjectKeyDestroyed', contact(ada));
      await replica.catchUp();
      assert.equal(await read(replica, text), erased);
    },
  },
  {
    name: 'a key on its way into the cache when it is destroyed does not stay there',
    async run(harness) {
      const engine = await harness.open();
      let unwrapped = () => undefined as void;
      let held = Promise.resolve();
      const slow = { ...failingAt(engine, Infinity, 'after') };
      slow.unwrap = async (wrapped) => {
        const key = await engine.unwrap(wrapped);
        unwrapped();
        await held;
        return key;
      };
      const { vault, record, another } = await openScene(harness, slow);
      const text = await write(await another(), contact(ada));
      let release = () => undefined as void;
      held = new Promise((resolve) => (release = resolve));
      const reached = new Promise<void>((resolve) => (unwrapped = resolve));
      const reading = read(vault, text);
      await reached;
      await record('SubjectKeyDestroyed', contact(ada));
      release();
      assert.equal(await reading, erased);
      assert.equal(await read(vault, text), erased);
    },
  },
  {
    name: 'a key that is read while its destruction is being written does not stay',
    async run(harness) {
      const engine = await harness.open();
      const racing = { ...failingAt(engine, Infinity, 'after') };
      const { vault, record } = await openScene(harness, racing);
      const text = await write(vault, contact(ada));
      let wasRead: unknown;
      racing.write = async (...call) => {
        if (call[0] === subjectPath(ada)) wasRead = await read(vault, text);
        return engine.write(...call);
      };
      await record('SubjectKeyDestroyed', { subject: ada });
      assert.equal(wasRead, canary);
      assert.equal(await read(vault, text), erased);
    },
  },
  {
    name: 'what has been taken up of the log is not read again at the next start',
    async run(harness) {
      const { record, events } = await openScene(harness);
      for (const subject of [ada, bo]) await record('SubjectKeyDestroyed', { subject });
      const asked: number[] = [];
      await Vault.open({
        engine: await harness.open(),
        log: {
          async *after(position) {
            asked.push(position);
          },
        },
        now: () => 0,
      });
      assert.deepEqual(asked, [events.at(-1)?.position]);
    },
  },
  {
    name: 'an older copy of the records put back brings nobody back',
    async run(harness) {
      const { vault, record, another, events } = await openScene(harness);
      const text = await write(vault, contact(ada));
      const kept = await write(vault, contact(bo));
      const restore = await copyOf(harness, [subjectPath(ada), subjectPath(bo), 'position']);
      await record('SubjectKeyDestroyed', { subject: ada });
      await record('SubjectKeyRestricted', { subject: bo });
      await restore();
      const forgetful = await openScene(harness);
      assert.equal(await read(forgetful.vault, text), canary, 'the copy is a copy');
      const restored = await another();
      assert.equal(await read(restored, text), erased);
      await assert.rejects(read(restored, kept), KeyRestricted);
      assert.equal(events.length, 2);
    },
  },
  {
    name: 'an older copy put back under a running process is seen when it catches up',
    async run(harness) {
      const { vault, record } = await openScene(harness);
      const text = await write(vault, contact(ada));
      const restore = await copyOf(harness, [subjectPath(ada), 'position']);
      await record('SubjectKeyDestroyed', { subject: ada });
      await restore();
      await vault.catchUp();
      assert.equal(await read(vault, text), erased);
    },
  },
  {
    name: 'a number leads to one subject, whatever its spelling and however many register it at once',
    async run(harness) {
      const { vault, another } = await openScene(harness);
      const vaults = [vault, await another()];
      const spellings = [numberOfAda, numberOfAda.toLowerCase(), ` 110000 19900101 003X `];
      const found = await Promise.all(
        Array.from({ length: 12 }, (_, n) => vaults[n % 2]?.subjectOf(spellings[n % 3] as string)),
      );
      assert.equal(new Set(found).size, 1);
      assert.notEqual(await vault.subjectOf(numberOfBo), found[0]);
      assert.equal(await (await another()).subjectOf(numberOfAda), found[0]);
    },
  },
  {
    name: 'the way from a number goes with the whole subject, not with one group',
    async run(harness) {
      const { vault, record } = await openScene(harness);
      const subject = await vault.subjectOf(numberOfAda);
      const text = await write(vault, contact(subject));
      await record('SubjectKeyDestroyed', contact(subject));
      assert.equal(await vault.subjectOf(numberOfAda), subject);
      await record('SubjectKeyDestroyed', { subject });
      const engine = await harness.open();
      const path = numberPath(await engine.hmac(`national-id:${numberOfAda}`));
      assert.equal((await engine.read(path))?.value['subject'], undefined);
      assert.equal((await engine.read(subjectPath(subject)))?.value['number'], undefined);
      const after = await vault.subjectOf(numberOfAda);
      assert.notEqual(after, subject);
      await write(vault, contact(after));
      assert.equal(await read(vault, text), erased);
    },
  },
  {
    name: 'a destruction that is cut short at any write is done at the next start',
    async run(harness) {
      for (const when of ['before', 'after'] as const) {
        for (let step = 1, cut = true; cut; step++) {
          const { vault, events, another } = await openScene(harness);
          const subject = await vault.subjectOf(numberOfAda);
          const text = await write(vault, contact(subject));
          const position =
            10 + Number((await (await harness.open()).read('position'))?.value['position'] ?? 0);
          const event: SubjectKeyEvent = { type: 'SubjectKeyDestroyed', position, data: { subject } };
          events.push(event);
          cut = await another(failingAt(await harness.open(), step, when)).then(
            () => false,
            () => true,
          );
          const at = `cut ${when} write ${step}`;
          // One that runs on without having caught up.
          const isGone =
            (await (await harness.open()).read(subjectPath(subject)))?.value['standing'] === 'destroyed';
          assert.equal((await vault.subjectOf(numberOfAda)) === subject, !isGone, at);
          const next = await another();
          assert.equal(await read(next, text), erased, at);
          const after = await next.subjectOf(numberOfAda);
          assert.notEqual(after, subject, at);
          assert.equal(await read(next, await write(next, contact(after))), canary, at);
          assert.ok(step < 20, 'a destruction has few writes');
        }
      }
    },
  },
  {
    name: 'a registration that is cut short at any write goes on at the next one',
    async run(harness) {
      for (let step = 1; step <= 3; step++) {
        const scene = await openScene(harness, failingAt(await harness.open(), step, 'after'));
        await scene.vault.subjectOf(numberOfBo).catch(() => undefined);
        const next = await scene.another();
        const subject = await next.subjectOf(numberOfBo);
        const position = 10 * step;
        scene.events.push({ type: 'SubjectKeyDestroyed', position, data: { subject } });
        await next.catchUp();
        assert.notEqual(await next.subjectOf(numberOfBo), subject);
      }
    },
  },
];

/** Puts records back as they are now, as a restored backup does. */
async function copyOf(harness: VaultHarness, paths: readonly string[]): Promise<() => Promise<void>> {
  const engine = await harness.open();
  const kept = await Promise.all(
    paths.map(async (path) => [path, (await engine.read(path))?.value ?? {}] as const),
  );
  return async () => {
    for (const [path, value] of kept) {
      const { revision = 0 } = (await engine.read(path)) ?? {};
      await engine.write(path, value, revision);
    }
  };
}
