import {
  AreaPath,
  BusinessDay,
  CleanerId,
  Drawing,
  Id,
  Name,
  SegmentGrids,
  segmentEvents,
  Surfaces,
} from '@linli/contracts';
import { factOf, type Known, type Look, view } from '@linli/service-kit';
import { type Static, Type } from 'typebox';
import { type Drawn, inForceOn, segment } from './segment.ts';

const State = Type.Enum(['held', 'vacant']);
const place = { id: Id, name: Name, areaPath: AreaPath };
const drawn = { drawing: Drawing, grids: SegmentGrids, surfaces: Surfaces };
const Held = Type.Object({
  cleaner: CleanerId,
  validFrom: BusinessDay,
  validTo: Type.Optional(BusinessDay),
});

/** Duty segments with their cleaners and their gaps, as they are on a day (S-01, RM-S1). */
export const segments = view('segments', 1, {
  of: segmentEvents,
  stream: segment,
  document: {
    ...place,
    drawings: Type.Array(Type.Object({ ...drawn, validFrom: BusinessDay })),
    holders: Type.Array(Held),
  },
  item: { ...place, ...drawn, state: State, cleaner: Type.Optional(CleanerId), since: BusinessDay },
  fields: { areaPath: 'text' },
  indexes: [['areaPath']],
  on: {
    SegmentDefined: (_, { data: { name, areaPath, ...drawn } }, id) => ({
      id,
      name,
      areaPath,
      drawings: [{ drawing: 1, ...drawn }],
      holders: [],
    }),
    SegmentAssigned: (before, { data }) => before && { ...before, holders: [...before.holders, data] },
    SegmentVacated: (before, { data: { validTo } }) =>
      before && {
        ...before,
        holders: before.holders.map((held) => (held.validTo === undefined ? { ...held, validTo } : held)),
      },
    SegmentRedrawn: (before, { data }) => before && { ...before, drawings: [...before.drawings, data] },
  },
  doors: {
    list: 'GET /v1/segments',
    one: 'GET /v1/segments/:id',
    may: 'operations.read',
    summary: 'Duty segments below an area, with who holds them on a day',
    unknown: 'segment-unknown',
    show({ drawings, holders, ...place }, on) {
      const drawing = inForceOn(on, drawings);
      if (drawing === undefined) return undefined;
      const { validFrom: _, ...drawn } = drawing;
      const holder = inForceOn(on, holders);
      if (holder !== undefined)
        return {
          ...place,
          ...drawn,
          state: 'held' as const,
          cleaner: holder.cleaner,
          since: holder.validFrom,
        };
      // S-01: a gap is shown, from the day on that it began.
      const left = holders.findLast(({ validFrom }) => validFrom <= on)?.validTo;
      const since = left ?? (drawings[0] ?? drawing).validFrom;
      return { ...place, ...drawn, state: 'vacant' as const, since };
    },
  },
});

const page = 1_000;

interface Body {
  readonly drawings: readonly (Drawn & { readonly grids: readonly string[] })[];
  readonly holders: readonly Static<typeof Held>[];
}

/** Something of every segment below an area, as far as the view has absorbed the log. */
async function ofSegments(
  areaPath: string,
  pick: (body: Body, id: string) => readonly string[],
  look: Look,
): Promise<Known<readonly string[]> | undefined> {
  const at = await look.view('segments');
  const found: string[] = [];
  let after: { value: string; key: string; source: string } | undefined;
  do {
    const facets = await at.find<Body>('segments', {
      where: [{ field: 'areaPath', op: 'prefix', value: areaPath }],
      limit: page,
      ...(after && { after }),
    });
    found.push(...facets.flatMap(({ key, body }) => pick(body, key)));
    const last = facets.length < page ? undefined : facets.at(-1);
    after = last && { value: last.key, key: last.key, source: last.source };
  } while (after !== undefined);
  return factOf(at, found);
}

/** The segments below an area that there are on a day. */
export function segmentsOn(
  { areaPath, day }: { readonly areaPath: string; readonly day: string },
  look: Look,
): Promise<Known<readonly string[]> | undefined> {
  return ofSegments(areaPath, ({ drawings }, id) => (inForceOn(day, drawings) ? [id] : []), look);
}

/** The segments that a cleaner holds. */
export function segmentsOf(cleaner: string, look: Look): Promise<Known<readonly string[]> | undefined> {
  const isHis = (held: Static<typeof Held>) => held.cleaner === cleaner && held.validTo === undefined;
  return ofSegments('', ({ holders }, id) => (holders.some(isHis) ? [id] : []), look);
}

/** The grids that segments of a community run through, as each is drawn last; a segment may be of its street. */
export function gridsOfSegments(
  { areaPath }: { readonly areaPath: string },
  look: Look,
): Promise<Known<readonly string[]> | undefined> {
  const street = areaPath.slice(0, areaPath.lastIndexOf('/', areaPath.length - 2) + 1);
  return ofSegments(street, ({ drawings }) => drawings.at(-1)?.grids ?? [], look);
}
