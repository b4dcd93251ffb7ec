import assert from 'node:assert/strict';
import { MasterKeyRetired, partsOfWrapped, WrappedTextRefused } from '../vault-engine.ts';
import type { ConformanceCase } from './harness.ts';

const secret = Buffer.from('what is wrapped is neither seen nor changed');

/** A text in parts, each long enough to be in no other place by chance. */
export function piecesOf(text: string): readonly string[] {
  return text.match(/.{16}/g) ?? [];
}

/** Master keys and records by themselves. */
export const engineCases: readonly ConformanceCase[] = [
  {
    name: 'what was wrapped opens to the same bytes',
    async run(harness) {
      const engine = await harness.open();
      const wrapped = await engine.wrap(secret);
      assert.ok(!partsOfWrapped(wrapped).body.includes(secret));
      assert.deepEqual(await engine.unwrap(wrapped), secret);
    },
  },
  {
    name: 'the same bytes wrapped twice are two texts',
    async run(harness) {
      const engine = await harness.open();
      assert.notEqual(await engine.wrap(secret), await engine.wrap(secret));
    },
  },
  {
    name: 'a wrapped text of which any byte was changed is refused',
    async run(harness) {
      const engine = await harness.open();
      const [prefix, version, body = ''] = (await engine.wrap(secret)).split(':');
      const bytes = Buffer.from(body, 'base64');
      for (let at = 0; at < bytes.length; at += 5) {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ 1;
        const text = [prefix, version, changed.toString('base64')].join(':');
        await assert.rejects(engine.unwrap(text), WrappedTextRefused);
      }
      await assert.rejects(engine.unwrap('vault:v1:'), WrappedTextRefused);
      await assert.rejects(engine.unwrap('vault:v99:' + body), WrappedTextRefused);
    },
  },
  {
    name: 'after a rotation the next master key wraps, and what the old one has wrapped still opens',
    async run(harness) {
      const engine = await harness.open();
      const before = await engine.wrap(secret);
      assert.equal(await engine.generation(), 1);
      assert.equal(await engine.rotate(), 2);
      assert.equal(await engine.generation(), 2);
      const after = await engine.wrap(secret);
      assert.deepEqual(
        [before, after].map((text) => partsOfWrapped(text).generation),
        [1, 2],
      );
      for (const text of [before, after]) assert.deepEqual(await engine.unwrap(text), secret);
    },
  },
  {
    name: 'rewrapping gives the same bytes under the newest master key',
    async run(harness) {
      const engine = await harness.open();
      const before = await engine.wrap(secret);
      await engine.rotate();
      const after = await engine.rewrap(before);
      assert.equal(partsOfWrapped(after).generation, 2);
      assert.deepEqual(await engine.unwrap(after), secret);
    },
  },
  {
    name: 'what a retired master key has wrapped is refused as such, and cannot be rewrapped',
    async run(harness) {
      const engine = await harness.open();
      const old = await engine.wrap(secret);
      await engine.rotate();
      const kept = await engine.rewrap(old);
      await engine.retire(2);
      const other = await harness.open();
      for (const one of [engine, other]) {
        await assert.rejects(one.unwrap(old), MasterKeyRetired);
        await assert.rejects(one.rewrap(old), MasterKeyRetired);
        assert.deepEqual(await one.unwrap(kept), secret);
      }
    },
  },
  {
    name: 'the newest master key is never retired',
    async run(harness) {
      const engine = await harness.open();
      const wrapped = await engine.wrap(secret);
      await engine.retire(9);
      assert.deepEqual(await engine.unwrap(wrapped), secret);
    },
  },
  {
    name: 'an HMAC is the same for the same text, another for another, and outlives rotation and restart',
    async run(harness) {
      const engine = await harness.open();
      const hmac = await engine.hmac('110101');
      assert.match(hmac, /^[0-9a-f]{64}$/);
      assert.notEqual(await engine.hmac('110102'), hmac);
      await engine.rotate();
      await engine.retire(2);
      assert.equal(await engine.hmac('110101'), hmac);
      assert.equal(await (await harness.open()).hmac('110101'), hmac);
    },
  },
  {
    name: 'a record is written where there is none, and read as it was written',
    async run(harness) {
      const engine = await harness.open();
      assert.equal(await engine.read('a/b'), undefined);
      assert.equal(await engine.write('a/b', { n: 1, text: '江欣苑' }, 0), true);
      assert.deepEqual((await engine.read('a/b'))?.value, { n: 1, text: '江欣苑' });
    },
  },
  {
    name: 'a record that has changed meanwhile is not overwritten',
    async run(harness) {
      const engine = await harness.open();
      await engine.write('a/b', { n: 1 }, 0);
      const { revision = -1 } = (await engine.read('a/b')) ?? {};
      assert.equal(await engine.write('a/b', { n: 9 }, 0), false);
      assert.equal(await engine.write('a/b', { n: 2 }, revision), true);
      assert.equal(await engine.write('a/b', { n: 9 }, revision), false);
      assert.deepEqual((await engine.read('a/b'))?.value, { n: 2 });
    },
  },
  {
    name: 'of writers at once exactly one makes a record',
    async run(harness) {
      const engines = await Promise.all([harness.open(), harness.open()]);
      const tries = Array.from({ length: 8 }, (_, n) => engines[n % 2]?.write('a/b', { n }, 0));
      const won = (await Promise.all(tries)).flatMap((done, n) => (done ? [n] : []));
      assert.equal(won.length, 1);
      assert.deepEqual((await engines[0]?.read('a/b'))?.value, { n: won[0] });
    },
  },
  {
    name: 'a list has the names directly below its folder, and no others',
    async run(harness) {
      const engine = await harness.open();
      assert.equal((await engine.list('a')).length, 0);
      for (const path of ['a/b', 'a/c', 'a/d/e', 'ab/f', 'b']) await engine.write(path, {}, 0);
      assert.deepEqual([...(await engine.list('a'))].sort(), ['b', 'c']);
      assert.deepEqual([...(await engine.list('a/d'))], ['e']);
    },
  },
  {
    name: 'another opening finds records and master keys as they are',
    async run(harness) {
      const engine = await harness.open();
      const wrapped = await engine.wrap(secret);
      await engine.write('a/b', { wrapped }, 0);
      const other = await harness.open();
      assert.deepEqual(await other.unwrap(String((await other.read('a/b'))?.value['wrapped'])), secret);
      await other.rotate();
      assert.deepEqual(await engine.unwrap(await other.wrap(secret)), secret);
      assert.equal(await engine.generation(), 2);
    },
  },
  {
    name: 'of what a record held before nothing remains',
    async run(harness) {
      const engine = await harness.open();
      const wrapped = await engine.wrap(secret);
      await engine.write('a/b', { wrapped }, 0);
      const { revision = -1 } = (await engine.read('a/b')) ?? {};
      for (const piece of piecesOf(wrapped)) assert.equal(await harness.remains('a/b', piece), true);
      await engine.write('a/b', { gone: true }, revision);
      for (const piece of piecesOf(wrapped)) assert.equal(await harness.remains('a/b', piece), false);
    },
  },
];
