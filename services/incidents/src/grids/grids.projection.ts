import { territoryEvents } from '@linli/contracts';
import { collection, projectionOf } from '@linli/service-kit';
import type { Grid } from './grid-index.ts';

const grids = collection<Grid>()({
  name: 'grids',
  of: territoryEvents,
  key(event) {
    switch (event.type) {
      case 'GridCreated':
        return event.data.areaPath;
      case 'GridSplit':
        return [event.data.areaPath, ...event.data.into.map(({ areaPath }) => areaPath)];
      case 'GridsMerged':
        return [...event.data.merged.map(({ areaPath }) => areaPath), event.data.into.areaPath];
      default:
        return undefined;
    }
  },
  on: {
    GridCreated: (_, { data: { code, areaPath, polygon, validFrom } }) => ({
      code,
      areaPath,
      polygon,
      validFrom,
    }),
    GridSplit(grid, { data: { into, validFrom } }, key) {
      const made = into.find(({ areaPath }) => areaPath === key);
      return made === undefined ? ended(grid, validFrom) : { ...made, validFrom };
    },
    GridsMerged: (grid, { data: { into, validFrom } }, key) =>
      into.areaPath === key ? { ...into, validFrom } : ended(grid, validFrom),
  },
});

/** An ended grid is kept: it still holds on the days before. */
function ended(body: Grid | undefined, validTo: string): Grid | undefined {
  return body && { ...body, validTo };
}

/** The service's own copy of the grids, so that a report is located without asking another service. */
export const gridsProjection = projectionOf('incidents-grids', 1, [grids]);
