import { shanghaiDay } from '@linli/contracts';
import type { Known, Look } from '@linli/service-kit';
import type { GridPlace, Point } from '../incident/incident.state.ts';
import type { GridIndex } from './grid-index.ts';

/** The grid around a point today (I-08), and how far the residents' events were known when it was looked up. */
export function gridAround(
  grids: GridIndex,
  point: Point | undefined,
  { at }: Look,
): Known<GridPlace> | undefined {
  const value = point && grids.find(point, shanghaiDay(at));
  return value && { value, position: grids.position };
}
