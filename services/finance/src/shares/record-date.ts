import type { Holding } from '@linli/contracts';

/** One entry of a share book: what it changed, from which day on, and where it stands in the log. */
export interface Entry {
  readonly on: string;
  readonly position: number;
  readonly changes: readonly { readonly holder: string; readonly shares: number }[];
}

/** Who held how many shares at the end of a day, in the order of their ids, and the last entry that counts for it. */
export interface Held {
  readonly cut: number;
  readonly holders: readonly Holding[];
}

/** The entries come in the order of their days, so those up to a day are those up to a position: the cut (F-10). */
export function heldOn(entries: readonly Entry[], day: string): Held {
  const counted = entries.filter(({ on }) => on <= day);
  const shares = new Map<string, number>();
  for (const { changes } of counted)
    for (const change of changes) shares.set(change.holder, (shares.get(change.holder) ?? 0) + change.shares);
  const holders = [...shares]
    .filter(([, held]) => held > 0)
    .map(([holder, held]) => ({ holder, shares: held }))
    .sort((one, other) => (one.holder < other.holder ? -1 : 1));
  return { cut: counted.at(-1)?.position ?? 0, holders };
}

/** What a share is paid in whole fen, and what does not divide and is posted as the remainder (F-10). */
export function dividendOf(
  total: number,
  shares: number,
): { readonly perShare: number; readonly remainder: number } {
  return { perShare: Math.floor(total / shares), remainder: total % shares };
}
