import type { TerritoryEvent } from '@linli/contracts';
import { refuse, type Refusal } from '@linli/event-sourcing';
import { indexedBy, type History } from '../indexed-history.ts';
import { boundsOf, ringFault, type Bounds, type Ring } from './geometry.ts';

export type PlaceKind = 'section' | 'building' | 'unit' | 'grid';

/** A code that has been given, to a place that stands or to a grid that has ended. */
export interface Place {
  readonly kind: PlaceKind;
  readonly areaPath: string;
  readonly grid?: {
    readonly polygon: Ring;
    readonly bounds: Bounds;
    readonly validFrom: string;
    /** First day it is no longer in force. */
    readonly validTo?: string;
  };
}

export type TerritoryState = History<TerritoryEvent>;
export type Places = Map<string, Place>;

const letters: Readonly<Record<PlaceKind, string>> = { section: 'A', building: 'B', unit: 'U', grid: 'G' };

/** Every code of the community ever given, with what it stands for. */
export const placesOf = indexedBy<TerritoryEvent, Places>(() => new Map(), absorb);

function absorb(places: Places, event: TerritoryEvent): void {
  switch (event.type) {
    case 'AreaCreated':
      places.set(event.data.code, { kind: 'section', areaPath: event.data.areaPath });
      break;
    case 'BuildingCreated':
      places.set(event.data.code, { kind: 'building', areaPath: event.data.areaPath });
      break;
    case 'BuildingUnitCreated':
      places.set(event.data.code, { kind: 'unit', areaPath: event.data.areaPath });
      break;
    case 'GridCreated':
      begin(places, event.data, event.data.validFrom);
      break;
    case 'GridSplit':
      end(places, event.data.code, event.data.validFrom);
      for (const part of event.data.into) begin(places, part, event.data.validFrom);
      break;
    case 'GridsMerged':
      for (const { code } of event.data.merged) end(places, code, event.data.validFrom);
      begin(places, event.data.into, event.data.validFrom);
      break;
  }
}

function begin(
  places: Places,
  grid: { code: string; areaPath: string; polygon: Ring },
  validFrom: string,
): void {
  const { code, areaPath, polygon } = grid;
  places.set(code, { kind: 'grid', areaPath, grid: { polygon, bounds: boundsOf(polygon), validFrom } });
}

function end(places: Places, code: string, validTo: string): void {
  const place = places.get(code);
  if (place?.grid !== undefined) places.set(code, { ...place, grid: { ...place.grid, validTo } });
}

/** a code names one place for ever; its letter tells the kind. */
export function codeFault(
  places: Places,
  kind: PlaceKind,
  code: string,
  field = 'code',
): Refusal | undefined {
  if (!new RegExp(`^${letters[kind]}[0-9]{1,5}$`).test(code)) {
    return refuse('R-32', 'code-malformed', `a ${kind} code is ${letters[kind]} and 1 to 5 digits`, field);
  }
  if (places.has(code)) {
    return refuse('R-32', 'code-taken', `${code} has been given before; codes are never used again`, field);
  }
  return undefined;
}

/** a grid is a closed ring that nowhere crosses or touches itself. */
export function polygonFault(polygon: Ring, field: string): Refusal | undefined {
  const fault = ringFault(polygon);
  if (fault === undefined) return undefined;
  return refuse('R-32', 'polygon-invalid', `the polygon is not one closed simple ring: ${fault}`, field);
}
