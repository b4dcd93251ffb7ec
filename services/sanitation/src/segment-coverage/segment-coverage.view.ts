import { AreaPath, segmentCoverageEvents, territoryEvents } from '@linli/contracts';
import { factOf, type Known, type Look, type RecordedOf, view } from '@linli/service-kit';
import { Type } from 'typebox';
import { segmentCoverage } from './segment-coverage.ts';

const { GridCreated, GridSplit, GridsMerged } = territoryEvents;
const gridEvents = { GridCreated, GridSplit, GridsMerged };
const Grids = Type.Array(AreaPath);

/** What an event of residents begins and ends. */
function changeOf({ type, data }: RecordedOf<typeof gridEvents>) {
  const paths = (grids: readonly { readonly areaPath: string }[]) => grids.map(({ areaPath }) => areaPath);
  if (type === 'GridCreated') return { begun: [data.areaPath], ended: [] };
  if (type === 'GridSplit') return { begun: paths(data.into), ended: [data.areaPath] };
  return { begun: [data.into.areaPath], ended: paths(data.merged) };
}

/** The stairwell unit that a grid is of. */
const around = (grid: string) => grid.slice(0, grid.lastIndexOf('/', grid.length - 2) + 1);

/** The document of a stairwell unit with what the event has changed in it. */
function withChange(
  doc: { readonly grids: readonly string[] } | undefined,
  event: RecordedOf<typeof gridEvents>,
  areaPath: string,
) {
  const { begun, ended } = changeOf(event);
  const left = (doc?.grids ?? []).filter((grid) => !ended.includes(grid));
  return { areaPath, grids: [...left, ...begun.filter((grid) => around(grid) === areaPath)] };
}

/** The grids that residents keep, by stairwell unit. */
export const gridsToClean = view('grids-to-clean', 1, {
  of: gridEvents,
  document: { areaPath: AreaPath, grids: Grids },
  key(event) {
    const { begun, ended } = changeOf(event);
    return [...new Set([...begun, ...ended].map(around))];
  },
  fields: { areaPath: 'text' },
  indexes: [['areaPath']],
  on: { GridCreated: withChange, GridSplit: withChange, GridsMerged: withChange },
});

/** The grids of a community. */
export async function gridsIn(
  { areaPath }: { readonly areaPath: string },
  look: Look,
): Promise<Known<readonly string[]> | undefined> {
  const at = await look.view('grids-to-clean');
  const units = await at.find<{ readonly grids: readonly string[] }>('grids-to-clean', {
    where: [{ field: 'areaPath', op: 'prefix', value: areaPath }],
    limit: 1_000,
  });
  return factOf(
    at,
    units.flatMap(({ body }) => body.grids),
  );
}

const State = Type.Enum(['whole', 'gaps']);

/** Communities with the grids that nobody cleans (S-31, RM-S1). */
export const uncleanedGrids = view('uncleaned-grids', 1, {
  of: segmentCoverageEvents,
  stream: segmentCoverage,
  document: { id: Type.String(), areaPath: AreaPath, state: State, grids: Grids },
  fields: { areaPath: 'text', state: 'text' },
  indexes: [['areaPath'], ['state', 'areaPath']],
  on: {
    GridUncleanedDetected: (doc, { data: { areaPath, grids } }, id) => ({
      ...{ id, areaPath, state: 'gaps' as const, grids: [...(doc?.grids ?? []), ...grids] },
    }),
    GridCleaningCovered(doc, { data }) {
      const grids = doc?.grids.filter((grid) => !data.grids.includes(grid)) ?? [];
      return doc && { ...doc, grids, state: grids.length === 0 ? ('whole' as const) : ('gaps' as const) };
    },
  },
  doors: {
    list: 'GET /v1/uncleaned-grids',
    one: 'GET /v1/uncleaned-grids/:id',
    may: 'operations.read',
    summary: 'Communities below an area with the grids that no duty segment runs through',
    filters: { state: State },
    unknown: 'segment-coverage-unknown',
  },
});
