import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { prefixesOf } from '@linli/contracts';
import type { DutyItem, Page } from '../src/api.ts';
import { found, gridPath, record } from './city-story.ts';
import { openCityWorld, type CityWorld } from './city-world.ts';
import { cityPath } from './stream-world.ts';

const path = '/v1/operations/grid-directory';
const grids = 868;
const day = '2026-04-01';
/** Section, building and unit of a grid. */
const around = (number: number) => prefixesOf(gridPath(number)).slice(-4, -1);
const [section = '', building = '', unit = ''] = around(1);
const idOf = (kind: string, areaPath: string) => `post-${kind}-${areaPath.slice(0, -1).replaceAll('/', '.')}`;

let city: CityWorld;
let before: string;

/** Somebody holds the post of an area from a day on, or nobody does any more. */
async function held(kind: string, areaPath: string, rung: number, holder?: string): Promise<void> {
  const event = holder
    ? { type: 'PostAppointed', data: { kind, areaPath, holder, validFrom: day } }
    : { type: 'PostRelieved', data: { kind, areaPath, holder: 'old', validTo: '2026-05-01' } };
  const chain = { kind, areaPath, rung, vacant: holder === undefined, ...(holder && { holder }), policy: 1 };
  await record(city.party, idOf(kind, areaPath), [
    { event },
    { event: { type: 'ResponsibilityChainChanged', data: chain } },
  ]);
}

async function directory(query: string): Promise<readonly DutyItem[]> {
  const items: DutyItem[] = [];
  for (let next: string | undefined = ''; next !== undefined;) {
    const cursor: string = next === '' ? '' : `&cursor=${next}`;
    const { status, body } = await city.get<Page<DutyItem>>(`${path}?limit=500&${query}${cursor}`);
    expect({ status, body }).toMatchObject({ status: 200 });
    items.push(...body.items);
    ({ next } = body);
  }
  return items;
}

const gridsOf = (items: readonly DutyItem[]) => items.map(({ areaPath }) => areaPath);
const below = (area: string) =>
  Array.from({ length: grids }, (_, n) => gridPath(n + 1))
    .filter((grid) => grid.startsWith(area))
    .sort();

beforeAll(async () => {
  city = await openCityWorld();
  await found(city.residents, grids);
  const sections = new Set<string>();
  const buildings = new Set<string>();
  const units = new Set<string>();
  for (let number = 1; number <= grids; number += 1) {
    const [one = '', two = '', three = ''] = around(number);
    sections.add(one);
    buildings.add(two);
    units.add(three);
  }
  await held('secretary', cityPath, 1, 'secretary');
  for (const area of sections) await held('branch_committee', area, 2, 'committee');
  for (const area of sections) await held('group_leader', area, 3, 'leader');
  for (const area of buildings) await held('party_member', area, 4, 'member');
  for (const area of buildings)
    await held('building_contact', area, 5, area === building ? 'old' : 'contact');
  for (const area of units) await held('unit_observer', area, 6, 'observer');
  await city.settled();
  before = `party:${await city.party.head()}`;
  city.clock.advance(60_000);
});
afterAll(() => city.close());

describe('RM-R3: who answers at a grid', () => {
  test('P-02: all 868 grids resolve to six posts; a building without a contact gapes at exactly its grids, until somebody is appointed again, and as of before it does not', async () => {
    const all = await directory('');
    expect(all).toHaveLength(grids);
    for (const { chain, gaps } of all) {
      expect(chain.map(({ holder }) => holder !== undefined)).toEqual(Array(6).fill(true));
      expect(gaps).toEqual(['area_officer', 'security']);
    }
    await held('building_contact', building, 5);
    await city.settled();
    expect(gridsOf(await directory('gap=building_contact'))).toEqual(below(building));
    expect(await directory(`gap=building_contact&asOf=${before}`)).toEqual([]);
    expect(await directory('gap=building_contact&day=2026-04-30')).toEqual([]);
    const [grid] = await directory(`area=${gridPath(1)}&asOf=${before}`);
    expect(grid?.chain[4]).toEqual({
      rung: 5,
      kind: 'building_contact',
      areaPath: building,
      holder: 'old',
    });
    await held('building_contact', building, 5, 'successor');
    await city.settled();
    expect(await directory('gap=building_contact')).toEqual([]);
  });

  test('P-02: the lowest rung that is held answers', async () => {
    expect(await directory(`area=${gridPath(1)}`)).toMatchObject([{ answers: 'observer' }]);
    await record(city.party, idOf('unit_observer', unit), [
      {
        event: {
          type: 'PostRelieved',
          data: { kind: 'unit_observer', areaPath: unit, holder: 'observer', validTo: '2026-05-01' },
        },
      },
    ]);
    await city.settled();
    expect(await directory(`area=${gridPath(1)}`)).toMatchObject([
      { answers: 'successor', gaps: ['unit_observer', 'area_officer', 'security'] },
    ]);
  });

  test('P-17: an area without an officer is on the gap list, grid by grid', async () => {
    const data = { areaPath: section, holder: 'officer', validFrom: day };
    await record(city.party, idOf('area_officer', section), [{ event: { type: 'AreaDutyAssigned', data } }]);
    await city.settled();
    const missing = gridsOf(await directory('gap=area_officer'));
    expect(missing).toHaveLength(grids - below(section).length);
    expect(missing.some((grid) => grid.startsWith(section))).toBe(false);
    const ended = { areaPath: section, holder: 'officer', validTo: '2026-05-01' };
    await record(city.party, idOf('area_officer', section), [
      { event: { type: 'AreaDutyEnded', data: ended } },
    ]);
    await city.settled();
    expect(await directory('gap=area_officer')).toHaveLength(grids);
    expect(await directory(`area=${gridPath(1)}&day=2026-04-30`)).toMatchObject([{ officer: 'officer' }]);
  });

  test('P-20: 868 grids have 868 owners of security or are on the gap list', async () => {
    for (let number = 1; number < grids; number += 1) {
      const data = { areaPath: gridPath(number), holder: `owner-${number}`, validFrom: day };
      await record(city.party, idOf('security', gridPath(number)), [
        { event: { type: 'SecurityResponsibilityAssigned', data } },
      ]);
    }
    await city.settled();
    const owners = (await directory('')).flatMap(({ security }) => security ?? []);
    expect(new Set(owners).size).toBe(grids - 1);
    expect(gridsOf(await directory('gap=security'))).toEqual([gridPath(grids)]);
  });

  test('I-05: a street names its chief at the grids along it', async () => {
    const street = { street: 'east', areaPath: cityPath, along: [section] };
    const data = { ...street, chief: 'chief', validFrom: day };
    await record(city.incidents, 'street-chief-east', [{ event: { type: 'StreetChiefAppointed', data } }]);
    await city.settled();
    const chiefs = (await directory('')).filter(({ streetChief }) => streetChief === 'chief');
    expect(gridsOf(chiefs)).toEqual(below(section));
    const relief = { ...street, chief: 'chief', validTo: '2026-05-01' };
    await record(city.incidents, 'street-chief-east', [
      { event: { type: 'StreetChiefRelieved', data: relief } },
    ]);
    await city.settled();
    expect((await directory(`area=${gridPath(1)}`))[0]?.streetChief).toBeUndefined();
  });
});
