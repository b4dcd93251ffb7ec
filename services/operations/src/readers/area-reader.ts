import { shanghaiDay } from '@linli/contracts';
import type { Condition, Facet } from '@linli/read-models';
import type { AreaItem } from '../api.ts';
import { areaMatches, sharedPrefix } from '../feed-filter.ts';
import { inForce, type AreaNode } from '../views/grid-directory.ts';
import type { RowPlace } from './list-cursor.ts';
import { pageThrough } from './page-through.ts';
import type { Instant, View } from './view.ts';

export interface AreasAsked {
  readonly areas: readonly string[];
  /** Only the nodes directly below this path. */
  readonly under?: string;
  readonly level?: string;
  /** Part of a name or a code. */
  readonly text?: string;
  readonly limit: number;
  readonly after?: RowPlace;
}

/** The area tree in order of path. A node above the caller's areas is shown too: it is the way to them. */
export async function areasOf(
  directory: View,
  cityPath: string,
  asked: AreasAsked,
  { positions, moment }: Instant,
): Promise<{ readonly items: readonly AreaItem[]; readonly next?: RowPlace }> {
  const { areas, under, level, limit, after } = asked;
  const text = asked.text === undefined ? undefined : folded(asked.text);
  const day = shanghaiDay(moment);
  const where: Condition[] =
    under === undefined
      ? [{ field: 'key', op: 'prefix', value: sharedPrefix(areas) }]
      : [{ field: 'parent', op: 'eq', value: under }];
  const { rows, last } = await pageThrough<AreaNode>({
    rows: (row, size) => {
      const behind = row === undefined ? after : placeOf(row);
      return directory.find<AreaNode>('areas', {
        where,
        limit: size,
        asOf: positions,
        ...(behind === undefined ? {} : { after: behind }),
      });
    },
    accept: ({ key, body }) =>
      (areaMatches(areas, key, cityPath) || areas.some((prefix) => prefix.startsWith(key))) &&
      (level === undefined || body.level === level) &&
      (body.days === undefined || inForce(body.days, day) !== undefined) &&
      (text === undefined || folded(body.name).includes(text) || folded(body.code).includes(text)),
    limit,
    most: 20_000,
  });
  const items = rows.map(({ key, body: { code, level, name } }) => ({ areaPath: key, code, level, name }));
  return last === undefined ? { items } : { items, next: placeOf(last) };
}

/** As people look for names: whatever the case and the width of letters and signs, `（一期）` as `(一期)`. */
function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

function placeOf({ key, source }: Facet<AreaNode>): RowPlace {
  return { value: key, key, source };
}
