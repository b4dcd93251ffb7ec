import assert from 'node:assert/strict';
import { RotationUnfinished, settlingMs } from '../rotation.ts';
import { subjectPath } from '../records.ts';
import { MasterKeyRetired, partsOfWrapped } from '../vault-engine.ts';
import { failingAt, openScene, type ConformanceCase } from './harness.ts';
import { ada, bo, read, write } from './subjects.ts';

const owners = [ada, bo].flatMap((subject) =>
  (['contact', 'finance'] as const).map((group) => ({ subject, group })),
);

/** The life of a master key. */
export const rotationCases: readonly ConformanceCase[] = [
  {
    name: 'after rotation, rewrapping and retiring every text reads, and no older copy of a wrapped key opens',
    async run(harness) {
      const { vault, clock, another } = await openScene(harness);
      const engine = await harness.open();
      const texts = await Promise.all(owners.map((owner) => write(vault, owner)));
      const { keys } = (await engine.read(subjectPath(ada)))?.value as {
        keys: { contact: { wrapped: string } };
      };
      assert.equal(await vault.rotate(), 2);
      assert.equal(await vault.rewrap(), owners.length);
      assert.equal(await vault.rewrap(), 0);
      clock.now += settlingMs;
      await vault.retire();
      await assert.rejects(engine.unwrap(keys.contact.wrapped), MasterKeyRetired);
      const reader = await another();
      for (const text of texts) assert.equal(typeof (await read(reader, text)), 'string');
    },
  },
  {
    name: 'the old master key stays until all keys are wrapped anew and the rotation has settled',
    async run(harness) {
      const { vault, clock, another } = await openScene(harness);
      const [owner = { subject: ada, group: 'case' }] = owners;
      const text = await write(vault, owner);
      await vault.rotate();
      await assert.rejects(vault.retire(), RotationUnfinished);
      await vault.rewrap();
      await assert.rejects(vault.retire(), RotationUnfinished);
      clock.now += settlingMs;
      await vault.retire();
      assert.equal(await read(await another(), text), await read(vault, text));
    },
  },
  {
    name: 'a key that came in under the old master key while others were wrapped anew is not lost',
    async run(harness) {
      const { vault, clock, another } = await openScene(harness);
      const engine = await harness.open();
      const text = await write(vault, { subject: ada, group: 'case' });
      const before = (await engine.read(subjectPath(ada))) ?? assert.fail('no record');
      await vault.rotate();
      await vault.rewrap();
      const { revision = 0 } = (await engine.read(subjectPath(ada))) ?? {};
      await engine.write(subjectPath(ada), before.value, revision);
      clock.now += settlingMs;
      await assert.rejects(vault.retire(), RotationUnfinished);
      await vault.retire();
      assert.equal(typeof (await read(await another(), text)), 'string');
    },
  },
  {
    name: 'a rotation that is cut short at any write goes on where it was',
    async run(harness) {
      const { vault, another, clock } = await openScene(harness);
      const texts = await Promise.all(owners.map((owner) => write(vault, owner)));
      // The few steps about the persons, and some of the many between.
      for (const step of [1, 2, 3, 10, 11, 12, 13, 14, 15, 16, 250]) {
        const cut = await another(failingAt(await harness.open(), step, 'after'));
        await cut
          .rotate()
          .then(() => cut.rewrap())
          .then(() => cut.retire())
          .catch(() => undefined);
        const next = await another();
        for (const text of texts) assert.equal(typeof (await read(next, text)), 'string', `cut at ${step}`);
      }
      const last = await another();
      await last.rewrap();
      clock.now += settlingMs;
      await last.retire();
      const engine = await harness.open();
      const newest = await engine.generation();
      for (const subject of [ada, bo]) {
        const { keys } = (await engine.read(subjectPath(subject)))?.value as {
          keys: Record<string, { wrapped: string }>;
        };
        for (const { wrapped } of Object.values(keys))
          assert.equal(partsOfWrapped(wrapped).generation, newest);
      }
      for (const text of texts) assert.equal(typeof (await read(last, text)), 'string');
    },
  },
  {
    name: 'wrapping anew goes on behind what was done, and leaves that alone',
    async run(harness) {
      const { vault, another } = await openScene(harness);
      for (const owner of owners) await write(vault, owner);
      // Rotated, begun, the first person's record, and that his folder is done.
      const cut = await another(failingAt(await harness.open(), 4, 'after'));
      await assert.rejects(cut.rotate().then(() => cut.rewrap()));
      const engine = await harness.open();
      const listed: string[] = [];
      const next = failingAt(engine, Infinity, 'after');
      next.list = (folder) => {
        listed.push(folder);
        return engine.list(folder);
      };
      assert.equal(await (await another(next)).rewrap(), 2);
      assert.ok(!listed.includes(`subjects/${ada.slice(0, 2)}`));
      assert.ok(listed.includes(`subjects/${bo.slice(0, 2)}`));
    },
  },
  {
    name: 'a key that is destroyed while keys are wrapped anew stays destroyed',
    async run(harness) {
      const engine = await harness.open();
      const scene = await openScene(harness);
      const text = await write(scene.vault, { subject: ada, group: 'contact' });
      const racing = failingAt(engine, Infinity, 'after');
      racing.rewrap = async (wrapped) => {
        await scene.record('SubjectKeyDestroyed', { subject: ada });
        return engine.rewrap(wrapped);
      };
      const rotating = await scene.another(racing);
      await rotating.rotate();
      await rotating.rewrap();
      assert.equal(await read(await scene.another(), text), '[erased]');
    },
  },
];
