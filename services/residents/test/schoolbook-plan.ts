import type { TerritoryEvent } from '@linli/contracts';
import { given } from '@linli/testing';
import { territory } from '../src/territory/territory.ts';

export const communityCode = '420105011010';
export const communityPath = '42/01/05/011/010/';
export const unitPath = `${communityPath}A1/B01/U001/`;
const day = '2009-12-20';

/** A rectangle of the schoolbook plan: west, south, east, north in ten-thousandths of a degree. */
export function box(west: number, south: number, east: number, north: number): number[][] {
  const at = (x: number, y: number): number[] => [
    Number((114.2 + x / 1e4).toFixed(6)),
    Number((30.54 + y / 1e4).toFixed(6)),
  ];
  return [at(west, south), at(east, south), at(east, north), at(west, north), at(west, south)];
}

export const section: TerritoryEvent = {
  type: 'AreaCreated',
  data: { code: 'A1', level: 'section', name: '第一片区', areaPath: `${communityPath}A1/` },
};
export const building: TerritoryEvent = {
  type: 'BuildingCreated',
  data: { code: 'B01', name: '1栋', areaPath: `${communityPath}A1/B01/` },
};
export const unit: TerritoryEvent = {
  type: 'BuildingUnitCreated',
  data: { code: 'U001', name: '1栋1单元', areaPath: unitPath },
};
export const secondUnit: TerritoryEvent = {
  type: 'BuildingUnitCreated',
  data: { code: 'U002', name: '1栋2单元', areaPath: `${communityPath}A1/B01/U002/` },
};

export function grid(code: string, polygon: number[][], unitCode = 'U001'): TerritoryEvent {
  const areaPath = `${communityPath}A1/B01/${unitCode}/${code}/`;
  return { type: 'GridCreated', data: { code, areaPath, polygon, validFrom: day } };
}

export const ground = given(territory).events(section, building, unit);
export const oneGrid = ground.events(grid('G0001', box(0, 0, 10, 10)));
export const createGrid = { type: 'CreateGrid', communityCode, unitCode: 'U001', validFrom: day } as const;

/** A decision on the community with the register of its county known. */
export const inCounty = {
  id: communityCode,
  known: {
    divisions: {
      latest: {
        type: 'AreaCreated',
        data: { code: communityCode, level: 'community', name: '江欣苑社区', areaPath: communityPath },
      },
    },
  },
} as const;
