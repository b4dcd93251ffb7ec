const mask = (1n << 64n) - 1n;

/**
 * Which segments are inspected on a day, in the order of their inspection (S-03): so many of a hundred, rounded up. A
 * function of seed, day and the set of segments, whatever their order, so that anybody can draw again: each segment has
 * the rank of the text `<seed> <day> <segment>`, and the least ranks come first.
 */
export function draw(
  seed: string,
  day: string,
  segments: readonly string[],
  percent: number,
): readonly string[] {
  const ranked = [...new Set(segments)].sort().map((segment) => {
    return { segment, rank: rankOf(`${seed} ${day} ${segment}`) };
  });
  // Equal ranks keep the order of the ids.
  ranked.sort((one, other) => Number(one.rank > other.rank) - Number(one.rank < other.rank));
  const count = Math.ceil((ranked.length * percent) / 100);
  return ranked.slice(0, count).map(({ segment }) => segment);
}

/** FNV-1a over the bytes of an ASCII text, 64 bits, and the finaliser of MurmurHash3, so that near texts lie far apart. */
function rankOf(text: string): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const character of text) hash = ((hash ^ BigInt(character.charCodeAt(0))) * 0x100000001b3n) & mask;
  hash = ((hash ^ (hash >> 33n)) * 0xff51afd7ed558ccdn) & mask;
  hash = ((hash ^ (hash >> 33n)) * 0xc4ceb9fe1a85ec53n) & mask;
  return hash ^ (hash >> 33n);
}
