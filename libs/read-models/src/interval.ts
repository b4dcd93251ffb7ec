/**
 * Where a superseded version is filed. An interval [from, to) has the level floor(log2(to − from)) and lies in the
 * bucket floor(from / 2^level) of its level. One that contains P begins in (P − 2^(level + 1), P], so it is found in the
 * bucket of P at that level or in one of the two before it. Hence
 *
 * - all versions in force at P: three ranges of the index at each level, whatever the length of the history, and about
 *   every second entry met is one of them;
 * - the version of one document in force at P: three entries to look for at each level. No two intervals of a document
 *   share a bucket, since the second begins at least a bucket's width behind the first;
 * - writing: what is superseded now has just ended, so at each level it goes into the last buckets. A batch touches a
 *   few pages at the end of each level. An index by document and position would touch a page for nearly each row, and
 *   those pages are what a rebuild mostly writes (docs/decisions/history-layout.md).
 */
export function levelOf(length: number): number {
  if (length < 2 ** 31) return 31 - Math.clz32(length);
  return 31 + levelOf(Math.floor(length / 2 ** 31));
}

export function bucketOf(from: number, level: number): number {
  return Math.floor(from / 2 ** level);
}

/** A log of 2^40 events is a thousand years of a thousand events a second. */
const highest = 2 ** 40;

export interface BucketRange {
  readonly level: number;
  readonly first: number;
  readonly last: number;
}

/**
 * Where intervals that contain the position can be filed. No interval is longer than the log: where its `head` is known,
 * fewer levels are to be looked at.
 */
export function rangesAt(position: number, head = highest): readonly BucketRange[] {
  return Array.from({ length: levelOf(head) + 1 }, (_, level) => {
    const last = bucketOf(position, level);
    return { level, first: Math.max(0, last - 2), last };
  });
}
