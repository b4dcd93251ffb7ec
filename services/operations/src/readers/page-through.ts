import type { Facet } from '@linli/read-models';

export interface PageThrough<Body> {
  /** The next rows behind one, in the order of the list; fewer than `size` means there are no more. */
  readonly rows: (after: Facet<Body> | undefined, size: number) => Promise<readonly Facet<Body>[]>;
  readonly accept: (row: Facet<Body>) => boolean | Promise<boolean>;
  readonly limit: number;
  /** Rows looked at before a page is handed over though it is not full: bounds the work of one request. */
  readonly most: number;
}

export interface Through<Body> {
  readonly rows: readonly Facet<Body>[];
  /** The last row looked at, where the next page goes on; undefined when there is nothing behind it. */
  readonly last?: Facet<Body>;
}

/** Rows that are accepted, a page of them, however few they are among those that are not. */
export async function pageThrough<Body>(list: PageThrough<Body>): Promise<Through<Body>> {
  const { rows, accept, limit, most } = list;
  const found: Facet<Body>[] = [];
  let last: Facet<Body> | undefined;
  for (let looked = 0; looked < most;) {
    const size = Math.min(500, Math.max(limit + 1, 50), most - looked);
    const part = await rows(last, size);
    looked += part.length;
    for (const row of part) {
      // One more than the page holds: only then is it known that a next one exists.
      if (found.length === limit) return last === undefined ? { rows: found } : { rows: found, last };
      last = row;
      if (await accept(row)) found.push(row);
    }
    if (part.length < size) return { rows: found };
  }
  return last === undefined ? { rows: found } : { rows: found, last };
}
