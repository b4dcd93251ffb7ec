import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ContactStationEvent } from '@linli/contracts';
import { InMemoryEventStore } from '@linli/event-sourcing';
import { runContext, type RunningContext } from '@linli/service-kit/testing';
import { given } from '@linli/testing';
import fc from 'fast-check';
import { PartyModule } from '../party.module.ts';
import { contactStation } from './contact-station.ts';

const areaPath = '42/01/05/011/010/A1/B07/U021/G0431/';
const station = { name: '7栋党员联络服务站', areaPath, org: 'jiangxinyuan', validFrom: '2012-07-01' };
const open = { type: 'OpenContactStation', ...station } as const;
const opened: ContactStationEvent = { type: 'ContactStationOpened', data: station };
const org = { kind: 'committee', areaPath: '42/01/05/011/010/' } as const;
const known = { area: { level: 'grid' }, org };
const second = (instructor: string, validFrom = '2012-08-01') =>
  ({ type: 'SecondInstructor', instructor, validFrom }) as const;
const seconded = (instructor: string, validFrom = '2012-08-01'): ContactStationEvent => ({
  type: 'InstructorSeconded',
  data: { instructor, validFrom },
});

test('P-14: a station is opened once, in a grid, by an organisation that stands', () => {
  given(contactStation).when(open, { known }).then(opened);
  given(contactStation).events(opened).when(open, { known }).thenRefused('P-14', 'opened-before');
  given(contactStation)
    .when(open, { known: { ...known, area: { level: 'unit' } } })
    .thenRefused('P-14', 'not-in-a-grid', 'areaPath');
  given(contactStation).when(open, { known: { org } }).thenRefused('P-14', 'not-in-a-grid', 'areaPath');
  given(contactStation)
    .when(open, { known: { area: known.area } })
    .thenRefused('P-14', 'org-unknown', 'org');
});

test('P-14: an instructor is seconded once, to a station that is open', () => {
  given(contactStation).when(second('i-1')).thenRefused('P-14', 'contact-station-unknown');
  const there = given(contactStation).events(opened);
  there.when(second('i-1')).then(seconded('i-1'));
  there.when(second('i-1', '2012-06-30')).thenRefused('P-14', 'day-too-early', 'validFrom');
  const one = there.events(seconded('i-1'));
  one.when(second('i-1')).thenRefused('P-14', 'seconded-before', 'instructor');
  one.when(second('i-2')).then(seconded('i-2'));
});

test('P-14: whatever is asked, nobody works at a station twice, or before it is open', () => {
  const day = fc.constantFrom('2012-06-30', '2012-07-01', '2012-08-01');
  const asked = fc.array(fc.tuple(fc.constantFrom('i-1', 'i-2', 'i-3'), day), { maxLength: 10 });
  fc.assert(
    fc.property(asked, (commands) => {
      const past: ContactStationEvent[] = [opened];
      for (const [instructor, from] of commands) {
        const { decision } = given(contactStation)
          .events(...past)
          .when(second(instructor, from));
        if (decision.outcome === 'accepted') past.push(...decision.events);
      }
      const all = past.flatMap((event) => (event.type === 'InstructorSeconded' ? [event.data] : []));
      expect(new Set(all.map(({ instructor }) => instructor)).size).toBe(all.length);
      for (const { validFrom } of all) expect(validFrom >= station.validFrom).toBe(true);
    }),
  );
});

let party: RunningContext;
beforeAll(async () => {
  const residents = new InMemoryEventStore({ now: Date.now });
  const polygon = [
    [114.2, 30.55],
    [114.201, 30.55],
    [114.201, 30.551],
    [114.2, 30.55],
  ];
  const data = { code: 'G0431', areaPath, polygon, validFrom: '2010-04-01' };
  const metadata = { commandId: 'g-1', correlationId: 'g-1', actor: 'planner', tenant: 'wuhan' };
  const id = '01980000-0000-7000-8000-000000000000';
  await residents.append('territory-1', [{ id, type: 'GridCreated', version: 1, data, metadata }], 'any');
  party = await runContext(PartyModule, { options: { seed: 'jiangxinyuan' }, logs: { residents } });
});
afterAll(() => party.stop());

test('P-14: a station is found in its grid, with the instructors it has on a day', async () => {
  const { body: there } = await party.post('/v1/contact-stations', station);
  const id = contactStation.idOf(String(there['streamId'])) as string;
  const instructor = { instructor: 'i-1', validFrom: '2012-08-01' };
  const { body } = await party.post(`/v1/contact-stations/${id}/instructors`, instructor);
  const on = async (day: string) =>
    (await party.get(`/v1/contact-stations?area=${areaPath}&on=${day}&after=${String(body['position'])}`))
      .body['items'];
  expect(await on('2012-06-30')).toEqual([]);
  expect(await on('2012-07-01')).toEqual([{ id, ...station, instructors: [] }]);
  expect(await on('2012-08-01')).toEqual([{ id, ...station, instructors: [instructor] }]);
  const outside = { ...station, areaPath: '42/01/05/011/010/' };
  expect(await party.post('/v1/contact-stations', outside)).toMatchObject({
    status: 422,
    body: { rule: 'P-14', code: 'not-in-a-grid' },
  });
});
