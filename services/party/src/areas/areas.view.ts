import { territoryEvents } from '@linli/contracts';
import { factOf, type Known, type Look, view } from '@linli/service-kit';
import { type Static, Type } from 'typebox';

const { AreaCreated, BuildingCreated, BuildingUnitCreated, GridCreated, GridSplit, GridsMerged } =
  territoryEvents;

const area = { level: Type.String() };
type Area = Static<Type.TObject<typeof area>>;

/** Areas that posts can be of, as the residents' events tell of them; a grid that was split or merged is none. */
export const partyAreas = view('party-areas', 1, {
  of: { AreaCreated, BuildingCreated, BuildingUnitCreated, GridCreated, GridSplit, GridsMerged },
  document: area,
  key({ type, data }) {
    switch (type) {
      case 'GridSplit':
        return [data.areaPath, ...data.into.map(({ areaPath }) => areaPath)];
      case 'GridsMerged':
        return [...data.merged.map(({ areaPath }) => areaPath), data.into.areaPath];
      default:
        return data.areaPath;
    }
  },
  on: {
    AreaCreated: (_, { data: { level } }) => ({ level }),
    BuildingCreated: () => ({ level: 'building' }),
    BuildingUnitCreated: () => ({ level: 'unit' }),
    GridCreated: () => ({ level: 'grid' }),
    GridSplit: (_, { data: { into } }, key) => gridAmong(into, key),
    GridsMerged: (_, { data: { into } }, key) => gridAmong([into], key),
  },
});

function gridAmong(grids: readonly { readonly areaPath: string }[], key: string): Area | null {
  return grids.some(({ areaPath }) => areaPath === key) ? { level: 'grid' } : null;
}

/** The area that a command names, as far as the residents' events are known. */
export async function areaOf(
  { areaPath }: { readonly areaPath: string },
  look: Look,
): Promise<Known<Area> | undefined> {
  const at = await look.view('party-areas');
  const [found] = await at.get<Area>('party-areas', areaPath);
  return factOf(at, found?.body);
}
