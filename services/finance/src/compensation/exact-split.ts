/**
 * Splits an amount of fen by parts, to the fen (F-09): each has the whole fen of his share, and the fen that are left go
 * one by one to the largest rests, the earlier first where they are equal. What comes out always sums to what went in.
 */
export function exactSplit(amount: number, parts: readonly number[]): readonly number[] {
  const all = BigInt(parts.reduce((sum, part) => sum + part, 0));
  const shares = parts.map((part, index) => {
    const exact = BigInt(amount) * BigInt(part);
    return { index, fen: Number(exact / all), rest: exact % all };
  });
  const left = amount - shares.reduce((sum, { fen }) => sum + fen, 0);
  const largest = [...shares].sort((one, other) => {
    if (one.rest === other.rest) return one.index - other.index;
    return one.rest > other.rest ? -1 : 1;
  });
  const more = new Set(largest.slice(0, left).map(({ index }) => index));
  return shares.map(({ index, fen }) => fen + Number(more.has(index)));
}
