import { describe, expect, test } from '@jest/globals';
import { KeyCache } from './key-cache.ts';

const clock = { now: 0 };
const newCache = (capacity?: number) => new KeyCache(() => clock.now, capacity);
const key = () => ({ id: 'k', bytes: Buffer.alloc(32, 7) });
const zeroed = ({ bytes }: { readonly bytes: Buffer }) => bytes.every((byte) => byte === 0);
const minutes = 60_000;

describe('a cached key', () => {
  test('is lent for five minutes and zeroed then, asked for or not', () => {
    const cache = newCache();
    const early = key();
    cache.put('a', early);
    clock.now += 3 * minutes;
    const late = key();
    cache.put('b', late);
    clock.now += 2 * minutes - 1;
    expect(cache.get('a')).toBe(early);
    clock.now += 1;
    cache.sweep();
    expect([zeroed(early), zeroed(late)]).toEqual([true, false]);
    expect(cache.get('a')).toBeUndefined();
    expect(cache.get('b')).toBe(late);
  });

  test('goes, the oldest first, when there are too many', () => {
    const cache = newCache(2);
    const keys = [key(), key(), key()] as const;
    keys.forEach((one, n) => cache.put(String(n), one));
    expect(keys.map(zeroed)).toEqual([true, false, false]);
    expect(cache.size).toBe(2);
  });

  test('is zeroed when it is dropped, replaced, or everything is cleared', () => {
    const cache = newCache();
    const [dropped, replaced, replacing, cleared] = [key(), key(), key(), key()];
    cache.put('a', dropped);
    cache.drop('a');
    cache.put('b', replaced);
    cache.put('b', replacing);
    cache.put('c', cleared);
    expect([dropped, replaced, replacing, cleared].map(zeroed)).toEqual([true, true, false, false]);
    cache.clear();
    expect([replacing, cleared].map(zeroed)).toEqual([true, true]);
    expect(cache.size).toBe(0);
  });

  test('goes when the clock is set back', () => {
    const cache = newCache();
    cache.put('a', key());
    clock.now -= 1;
    expect(cache.get('a')).toBeUndefined();
  });

  test('there are no more than ten thousand', () => {
    const cache = newCache();
    for (let n = 0; n <= 10_000; n++) cache.put(String(n), key());
    expect(cache.size).toBe(10_000);
    expect(cache.get('0')).toBeUndefined();
  });
});
