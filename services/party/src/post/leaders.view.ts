import { AreaPath, HolderId, postEvents } from '@linli/contracts';
import { view } from '@linli/service-kit';
import { type Static, Type } from 'typebox';

const Count = Type.Integer({ minimum: 0, 'x-unit': 'community' });
const Leaders = Type.Object({
  areaPath: AreaPath,
  secretary: Type.Optional(HolderId),
  director: Type.Optional(HolderId),
});
type Leaders = Static<typeof Leaders>;
const { PostAppointed, PostRelieved } = postEvents;
/** Levels of a path that ends at a community, from its street up to its county. */
const above = [1, 2];

/** How often one person is secretary and director (一肩挑, P-11), by street and by county. */
export const oneShoulder = view('one-shoulder', 1, {
  of: { PostAppointed, PostRelieved },
  document: { areaPath: AreaPath, communities: Type.Array(Leaders) },
  item: {
    areaPath: AreaPath,
    /** Communities where both posts are held. */
    communities: Count,
    oneShoulder: Count,
    perTenThousand: Type.Integer({ minimum: 0, maximum: 10_000, description: 'rounded down' }),
    /** Where the two are two persons, or one of the posts is vacant. */
    others: Type.Array(Leaders),
  },
  fields: { areaPath: 'text' },
  indexes: [['areaPath']],
  key: ({ data: { kind, areaPath } }) =>
    kind === 'secretary' || kind === 'director' ? above.map((levels) => idOf(upper(areaPath, levels))) : [],
  on: {
    PostAppointed: (before, { data: { kind, areaPath, holder } }, key) =>
      changed(before?.communities ?? [], { areaPath, [kind]: holder }, key),
    PostRelieved: (before, { data: { kind, areaPath } }, key) =>
      changed(before?.communities ?? [], { areaPath, [kind]: undefined }, key),
  },
  doors: {
    list: 'GET /v1/one-shoulder',
    one: 'GET /v1/one-shoulder/:area',
    may: 'operations.read',
    summary: 'How many communities have one person as secretary and director, by street and county',
    unknown: 'area-unknown',
    show({ areaPath, communities }) {
      const both = communities.filter(({ secretary, director }) => secretary && director);
      const same = both.filter(isOne);
      return {
        areaPath,
        communities: both.length,
        oneShoulder: same.length,
        perTenThousand: both.length === 0 ? 0 : Math.floor((same.length * 10_000) / both.length),
        others: communities.filter((one) => !isOne(one)),
      };
    },
  },
});

function isOne({ secretary, director }: Leaders): boolean {
  return secretary !== undefined && secretary === director;
}

function changed(communities: readonly Leaders[], change: Leaders, key: string) {
  const before = communities.find(({ areaPath }) => areaPath === change.areaPath);
  const others = communities.filter((one) => one !== before);
  return { areaPath: `${key.replaceAll('.', '/')}/`, communities: [...others, { ...before, ...change }] };
}

/** The path some levels above: `42/01/05/011/010/` and 1 give `42/01/05/011/`. */
function upper(areaPath: string, levels: number): string {
  return `${areaPath
    .split('/')
    .slice(0, -1 - levels)
    .join('/')}/`;
}

function idOf(areaPath: string): string {
  return areaPath.slice(0, -1).replaceAll('/', '.');
}
