/** Rungs of the chain that answers for a grid (P-02). */
export const chainLength = 6;

/** A post of the chain: its rung, 1 at the top, the area it is of, and who holds it; nobody while it is vacant. */
export interface ChainSlot {
  readonly rung: number;
  readonly areaPath: string;
  readonly holder?: string;
}

/**
 * The chain that answers for a place (P-02): for each of the six rungs the slot whose area is the longest prefix of its
 * path; undefined where no such post has ever been filled.
 */
export function chainOf<Slot extends ChainSlot>(
  areaPath: string,
  slots: readonly Slot[],
): readonly (Slot | undefined)[] {
  const chain: (Slot | undefined)[] = Array.from({ length: chainLength }, () => undefined);
  for (const slot of slots) {
    if (!areaPath.startsWith(slot.areaPath)) continue;
    const before = chain[slot.rung - 1];
    if (before === undefined || slot.areaPath.length > before.areaPath.length) chain[slot.rung - 1] = slot;
  }
  return chain;
}

/** Who answers: the lowest rung that is held, the one nearest to the place. */
export function answering<Slot extends ChainSlot>(chain: readonly (Slot | undefined)[]): Slot | undefined {
  return chain.findLast((slot) => slot?.holder !== undefined);
}

/** The rungs that nobody holds, from the top. */
export function gapsOf(chain: readonly (ChainSlot | undefined)[]): readonly number[] {
  return chain.flatMap((slot, index) => (slot?.holder === undefined ? [index + 1] : []));
}

/** Every area that holds a place, itself at the end: `42/01/` gives `42/` and `42/01/`. */
export function prefixesOf(areaPath: string): readonly string[] {
  return [...areaPath.matchAll(/\//g)].map(({ index }) => areaPath.slice(0, index + 1));
}
