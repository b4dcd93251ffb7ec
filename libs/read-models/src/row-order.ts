import type { Scalar } from './document-store.ts';

interface Ordered {
  readonly value: Scalar;
  readonly key: string;
  readonly source: string;
}

/** The order of `find`: value, then key, then source, all in one direction; `null` first, text by code point. */
export function compareRows(direction: 'asc' | 'desc'): (a: Ordered, b: Ordered) => number {
  const sign = direction === 'asc' ? 1 : -1;
  return (a, b) =>
    sign * (compareScalars(a.value, b.value) || compareText(a.key, b.key) || compareText(a.source, b.source));
}

function compareScalars(a: Scalar, b: Scalar): number {
  if (a === null || b === null)
    return Number(b === null) - Number(a === null) === 0 ? 0 : a === null ? -1 : 1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return compareText(String(a), String(b));
}

/** As SQLite compares UTF-8: `<` on JavaScript strings compares UTF-16 units, which sorts U+FF5E behind U+1F600. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let n = 0; n < length; n += 1) {
    const left = a.charCodeAt(n);
    const right = b.charCodeAt(n);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above every other unit. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** The least text above every text that begins with `prefix`; undefined when there is none. */
export function prefixEnd(prefix: string): string | undefined {
  const points = [...prefix];
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    const point = last.codePointAt(0) as number;
    if (point < 0x10ffff) {
      const next = point === 0xd7ff ? 0xe000 : point + 1;
      return points.join('') + String.fromCodePoint(next);
    }
  }
  return undefined;
}
