import type { RecordedEvent, ResidentsEvent } from '@linli/contracts';
import type { CollectionProjection, Projection } from '@linli/read-models';
import type { Grid } from './grid-index.ts';

/** The event as one of the residents' published language; of other contexts none is subscribed to. */
function residentsEvent(event: RecordedEvent): ResidentsEvent {
  return event as unknown as ResidentsEvent;
}

const grids: CollectionProjection<Grid> = {
  name: 'grids',
  fields: {},
  indexes: [],
  keys(recorded) {
    const { type, data } = residentsEvent(recorded);
    switch (type) {
      case 'GridCreated':
        return [data.areaPath];
      case 'GridSplit':
        return [data.areaPath, ...data.into.map(({ areaPath }) => areaPath)];
      case 'GridsMerged':
        return [...data.merged.map(({ areaPath }) => areaPath), data.into.areaPath];
      default:
        return [];
    }
  },
  evolve(body, recorded, key) {
    const { type, data } = residentsEvent(recorded);
    switch (type) {
      case 'GridCreated': {
        const { code, areaPath, polygon, validFrom } = data;
        return { code, areaPath, polygon, validFrom };
      }
      case 'GridSplit': {
        const made = data.into.find(({ areaPath }) => areaPath === key);
        return made === undefined ? ended(body, data.validFrom) : { ...made, validFrom: data.validFrom };
      }
      case 'GridsMerged':
        return data.into.areaPath === key
          ? { ...data.into, validFrom: data.validFrom }
          : ended(body, data.validFrom);
      default:
        return body;
    }
  },
  index: () => ({}),
};

/** An ended grid is kept: it still holds on the days before. */
function ended(body: Grid | undefined, validTo: string): Grid | undefined {
  return body && { ...body, validTo };
}

/** The service's own copy of the grids, so that a report is located without asking another service. */
export const gridsProjection: Projection = {
  view: 'incidents-grids',
  version: 1,
  contexts: ['residents'],
  types: ['GridCreated', 'GridSplit', 'GridsMerged'],
  collections: [grids as CollectionProjection<never>],
};
