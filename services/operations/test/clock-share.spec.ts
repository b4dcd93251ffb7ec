import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { due, type CalendarRules } from '@linli/contracts';
import type { CalendarView, ClockItem, IncidentView, Page } from '../src/api.ts';
import { gridPath, incidentId, record, take } from './city-story.ts';
import { openCityWorld, type CityWorld } from './city-world.ts';

const api = '/v1/operations';
const officeHours = [
  { from: '08:30', to: '12:00' },
  { from: '14:00', to: '17:30' },
];
const plain = { version: 1, officeHours, holidays: [], makeUpWorkDays: [] };
/** Tuesday is off. */
const second = { ...plain, version: 2, holidays: ['2026-05-12'] };
const at = (local: string): number => Date.parse(`${local.replace(' ', 'T')}:00+08:00`);

describe('RM-I4: how far a clock has gone', () => {
  let city: CityWorld;
  beforeAll(async () => {
    city = await openCityWorld();
    await record(city.incidents, 'calendar', [{ event: { type: 'CalendarPublished', data: plain } }]);
    await start(1, 'work_hours', 2, '2026-05-11 20:00');
    await start(2, 'work_hours', 2, '2026-05-12 08:30');
    await start(3, 'work_days', 2, '2026-05-08 17:00');
    await start(4, 'urgent_hours', 4, '2026-05-12 01:00');
    await city.settled();
  });
  afterAll(() => city.close());

  async function start(
    number: number,
    kind: ClockItem['kind'],
    amount: number,
    from: string,
    rules: CalendarRules = plain,
  ) {
    const startedAt = new Date(at(from)).toISOString();
    await record(city.incidents, `incident-${incidentId(number)}`, [
      {
        event: {
          type: 'ClockStarted',
          data: {
            stage: 'handling',
            round: 1,
            kind,
            amount,
            startedAt,
            due: new Date(due(at(from), kind, amount, rules)).toISOString(),
            unit: 'sanitation:420105',
            deadlinesVersion: 1,
            calendarVersion: 1,
          },
        },
        areaPath: gridPath(1),
      },
    ]);
  }
  async function clocks(local: string): Promise<Record<number, [number | undefined, number | undefined]>> {
    city.clock.advance(at(local) - city.clock.now().getTime());
    const { items } = (await city.get<Page<ClockItem>>(`${api}/clocks`)).body;
    return Object.fromEntries(
      [1, 2, 3, 4].map((number) => {
        const clock = items.find(({ incidentId: id }) => id === incidentId(number));
        return [number, [clock?.usedShare, clock?.left]];
      }),
    );
  }

  test('is told in its own kind of time: a night uses nothing of office hours, a weekend nothing of working days', async () => {
    expect(await clocks('2026-05-10 12:00')).toMatchObject({
      3: [7 / 24 / 2, 2 - 7 / 24].map((n) => expect.closeTo(n)),
    });
    const night = await clocks('2026-05-12 03:00');
    expect(night).toEqual({ 1: [0, 2], 2: [0, 2], 3: [expect.any(Number), expect.any(Number)], 4: [0.5, 2] });
  });

  test('is the same for two of one kind and amount that are due at the same minute', async () => {
    for (const moment of ['2026-05-12 08:45', '2026-05-12 09:30', '2026-05-12 10:29', '2026-05-12 11:30']) {
      const now = await clocks(moment);
      expect(now[1]).toEqual(now[2]);
    }
    expect((await clocks('2026-05-12 09:30'))[2]).toEqual([0.5, 1]);
    expect((await clocks('2026-05-12 11:30'))[2]).toEqual([1.5, -1]);
  });

  test('an incident tells its own clocks so too', async () => {
    city.clock.advance(at('2026-05-12 09:00') - city.clock.now().getTime());
    await take(city.incidents, 'report', { incident: incidentId(2), grid: 1 });
    await city.settled();
    const { body } = await city.get<IncidentView>(`${api}/incidents/${incidentId(2)}`);
    expect(body.clocks.find(({ stage }) => stage === 'handling')).toMatchObject({
      usedShare: 0.25,
      left: 1.5,
    });
  });

  test('the calendar in force is told, now and as of then', async () => {
    const { position } = (await city.get<{ asOf: { position: string } }>(`${api}/clocks`)).body.asOf;
    expect((await city.get<CalendarView>(`${api}/calendar`)).body).toMatchObject(plain);
    await record(city.incidents, 'calendar', [{ event: { type: 'CalendarPublished', data: second } }]);
    await city.settled();
    expect((await city.get<CalendarView>(`${api}/calendar`)).body).toMatchObject(second);
    expect((await city.get<CalendarView>(`${api}/calendar?asOf=${position}`)).body).toMatchObject(plain);
    expect((await clocks('2026-05-12 10:00'))[1]?.[0]).toBe(1);
  });
});
