import { requireArea, type Caller } from '@linli/service-kit';
import type { FeedFilter } from '../feed-filter.ts';
import type { FilterQuery } from './queries.ts';

/**
 * The areas a question is about: the one asked for, which must be the caller's, or all of the caller's.
 *
 * @throws Problem 403 `foreign-area` when the area asked for is not below one of the caller's.
 */
export function areasAsked(caller: Caller, area: string | undefined): readonly string[] {
  if (area === undefined) return caller.areas;
  requireArea(caller, 'operations.read', area);
  return [area];
}

/** The lines the caller asks for, of those he may see. */
export function filterAsked(
  caller: Caller,
  { area, category, standard, kind, severity }: FilterQuery,
): FeedFilter {
  return {
    areas: areasAsked(caller, area),
    ...(category === undefined ? {} : { category }),
    ...(standard === undefined ? {} : { standard }),
    ...(kind === undefined ? {} : { kind }),
    ...(severity === undefined ? {} : { severity }),
  };
}
