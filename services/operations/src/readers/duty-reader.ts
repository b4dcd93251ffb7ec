import { answering, chainKinds, chainOf, gapsOf, prefixesOf } from '@linli/contracts';
import type { Condition, Facet } from '@linli/read-models';
import type { AreaItem, DutyItem } from '../api.ts';
import { sharedPrefix } from '../feed-filter.ts';
import type { DutySlot, DutyStreet } from '../views/duty-roster.ts';
import { inForce } from '../views/grid-directory.ts';
import type { Instant, View } from './view.ts';

/** More posts than a district has. */
const mostSlots = 100_000;

interface Answers {
  readonly kind: string;
  readonly areaPath: string;
  readonly rung?: number;
  readonly holder?: string;
}

/** Who answers at each of some grids on an Asia/Shanghai day, and what nobody answers for (RM-R3). */
export async function dutiesAt(
  roster: View,
  grids: readonly AreaItem[],
  day: string,
  { positions }: Instant,
): Promise<readonly DutyItem[]> {
  const places = grids.map(({ areaPath }) => areaPath);
  const [posts, streets] = await Promise.all([
    around<DutySlot>(roster, 'slots', places, positions),
    around<DutyStreet>(roster, 'streets', places, positions),
  ]);
  const slots = posts.map(({ body: { holders, ...slot } }) => ({ ...slot, ...onDuty(holders, day) }));
  return grids.map(({ areaPath, code }) => {
    const above = slots.filter((slot) => areaPath.startsWith(slot.areaPath));
    const chain = chainOf(
      areaPath,
      above.flatMap(({ rung, ...slot }) => (rung === undefined ? [] : [{ rung, ...slot }])),
    );
    const answers = answering(chain)?.holder;
    const officer = nearest('area_officer', above);
    const security = nearest('security', above);
    const street = streets.find(({ body }) => body.along.some((place) => areaPath.startsWith(place)));
    const chief = street && onDuty(street.body.holders, day).holder;
    return {
      areaPath,
      code,
      chain: chain.map((slot, index) => ({ kind: chainKinds[index] ?? '', ...slot, rung: index + 1 })),
      ...(answers !== undefined && { answers }),
      ...(officer !== undefined && { officer }),
      ...(security !== undefined && { security }),
      ...(chief !== undefined && { streetChief: chief }),
      gaps: [
        ...gapsOf(chain).map((rung) => chain[rung - 1]?.kind ?? chainKinds[rung - 1] ?? ''),
        ...(officer === undefined ? ['area_officer'] : []),
        ...(security === undefined ? ['security'] : []),
      ],
    };
  });
}

/** Of the posts of a kind that hold a place, the one of the smallest area that somebody holds. */
function nearest(kind: string, above: readonly Answers[]): string | undefined {
  return above
    .filter((slot) => slot.kind === kind && slot.holder !== undefined)
    .sort((one, other) => other.areaPath.length - one.areaPath.length)[0]?.holder;
}

function onDuty(holders: DutySlot['holders'], day: string): { readonly holder?: string } {
  const now = inForce(holders, day);
  return now === undefined ? {} : { holder: now.holder };
}

/** What stands below the area that all these places share, and above it. */
async function around<Body>(
  roster: View,
  collection: string,
  places: readonly string[],
  asOf: Instant['positions'],
): Promise<readonly Facet<Body>[]> {
  const shared = sharedPrefix(places);
  const whole = shared.slice(0, shared.lastIndexOf('/') + 1);
  const above = prefixesOf(whole).slice(0, -1);
  const conditions: readonly Condition[] = [
    { field: 'areaPath', op: 'prefix', value: whole },
    ...(above.length === 0 ? [] : [{ field: 'areaPath', op: 'in', value: above } as const]),
  ];
  const found = await Promise.all(
    conditions.map((condition) =>
      roster.find<Body>(collection, { where: [condition], limit: mostSlots, asOf }),
    ),
  );
  return found.flat();
}
