import type { FeedItem } from './api.ts';

/** Which lines of the feed somebody may and wants to see. Everything that is left out does not narrow. */
export interface FeedFilter {
  /** Area path prefixes, of which one must fit; `''` is everywhere. */
  readonly areas: readonly string[];
  readonly standard?: string;
  readonly kind?: string;
  /** Prefix of the category code: `06` matches 06010 and 06045. */
  readonly category?: string;
  readonly severity?: string;
}

/** Equal for filters that let the same lines through: those clients share their frames. */
export function filterKey(filter: FeedFilter): string {
  const { areas, standard, kind, category, severity } = filter;
  return JSON.stringify([[...areas].sort(), standard, kind, category, severity]);
}

/**
 * Whether the filter lets everything of the city through, lines without a place included: an incident that has not been
 * located yet belongs to the city as a whole.
 */
export function coversCity(areas: readonly string[], cityPath: string): boolean {
  return areas.some((prefix) => cityPath.startsWith(prefix));
}

export function areaMatches(
  areas: readonly string[],
  areaPath: string | undefined,
  cityPath: string,
): boolean {
  return areaPath === undefined
    ? coversCity(areas, cityPath)
    : areas.some((prefix) => areaPath.startsWith(prefix));
}

/** Judged on what was known when the event had happened: a line's fate never changes later. */
export function matches(filter: FeedFilter, item: FeedItem, cityPath: string): boolean {
  const { standard, kind, category, severity } = filter;
  return (
    areaMatches(filter.areas, item.areaPath, cityPath) &&
    (severity === undefined || item.severity === severity) &&
    (standard === undefined || item.category?.standard === standard) &&
    (kind === undefined || item.category?.kind === kind) &&
    (category === undefined || item.category?.code.startsWith(category) === true)
  );
}

/** The longest prefix all areas share: what a store can narrow by before the exact check. */
export function sharedPrefix(areas: readonly string[]): string {
  const [first = '', ...others] = areas;
  let length = first.length;
  for (const other of others) {
    while (!other.startsWith(first.slice(0, length))) length -= 1;
  }
  return first.slice(0, length);
}
