import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AreaItem, Page, TicketHits } from '../src/api.ts';
import { found, gridPath, incidentId, record, take } from './city-story.ts';
import { openCityWorld, type CityWorld } from './city-world.ts';
import { ticketOf } from '../src/views/board/incident-event.ts';
import { cityPath } from './stream-world.ts';

const api = '/v1/operations';
const names = ['江欣苑（一期）', "O'Brien & Söhne", '3号楼/东#1', '“老街”【北】', '<新>村, 2:1', '䶮里𠮷区'];

describe('what can be looked for', () => {
  let city: CityWorld;
  let before = '';
  beforeAll(async () => {
    city = await openCityWorld();
    await found(city.residents, 12);
    for (const [n, name] of names.entries()) {
      const data = { code: `A${n + 5}`, level: 'section', name, areaPath: `${cityPath}A${n + 5}/` } as const;
      await record(city.residents, 'territory-420105011010', [{ event: { type: 'AreaCreated', data } }]);
    }
    for (let number = 1; number <= 30; number++) {
      await take(city.incidents, 'report', { incident: incidentId(number), grid: (number % 12) + 1 });
      await take(city.incidents, 'locate', { incident: incidentId(number), grid: (number % 12) + 1 });
      if (number === 15) before = `incidents:${await city.incidents.head()}`;
    }
    await city.settled();
  });
  afterAll(() => city.close());

  const areas = async (q: string) => {
    const { status, body } = await city.get<Page<AreaItem>>(`${api}/areas?q=${encodeURIComponent(q)}`);
    expect([q, status]).toEqual([q, 200]);
    return body.items.map(({ name }) => name);
  };
  const tickets = async (q: string, token?: string, more = '') =>
    (await city.get<TicketHits>(`${api}/tickets?q=${encodeURIComponent(q)}${more}`, token)).body;
  const digits = (number: number) => ticketOf(incidentId(number)).replaceAll('-', '');
  const holders = (part: string, upTo = 30) =>
    Array.from({ length: upTo }, (_, n) => n + 1)
      .filter((number) => digits(number).includes(part))
      .map((number) => incidentId(number))
      .sort();
  const ids = ({ items }: TicketHits) => items.map(({ incidentId: id }) => id).sort();

  test.each(names)('an area by its whole name and by each part of it: %s', async (name) => {
    expect(await areas(name)).toEqual([name]);
    for (const part of name.split(''))
      if (/\S/u.test(part) && !/[\ud800-\udfff]/.test(part)) expect(await areas(part)).toContain(name);
  });

  test('whatever the width and the case one types', async () => {
    expect(await areas('江欣苑(一期)')).toEqual(['江欣苑（一期）']);
    expect(await areas("O'BRIEN ＆")).toEqual(["O'Brien & Söhne"]);
  });

  test('a ticket by its whole number, with its dashes or without', async () => {
    const [one] = (await tickets(ticketOf(incidentId(7)))).items;
    expect(one).toMatchObject({
      incidentId: incidentId(7),
      ticket: ticketOf(incidentId(7)),
      areaPath: gridPath(8),
      stage: 'located',
    });
    expect(ids(await tickets(digits(7)))).toEqual(holders(digits(7)));
  });

  test('a ticket by any three digits of it and more, newest first', async () => {
    for (const start of [0, 1, 3, 4, 7])
      for (const length of [3, 5]) {
        const part = digits(9).slice(start, start + length);
        expect(ids(await tickets(part, undefined, '&limit=50'))).toEqual(holders(part));
      }
  });

  test('says when there are more than were asked for', async () => {
    const part = digits(9).slice(0, 3);
    const all = holders(part).length;
    expect((await tickets(part, undefined, '&limit=1')).more).toBe(all > 1);
    expect((await tickets(part, undefined, `&limit=50`)).more).toBe(false);
  });

  test('as of then: what had not been reported is not there', async () => {
    expect(ids(await tickets(digits(20), undefined, `&asOf=${before}`))).toEqual(holders(digits(20), 15));
    expect(ids(await tickets(digits(3), undefined, `&asOf=${before}`))).toEqual(holders(digits(3), 15));
  });

  test('only of the areas one may see', async () => {
    const narrow = await city.token(['viewer'], [gridPath(8)]);
    expect(ids(await tickets(digits(7), narrow))).toContain(incidentId(7));
    expect((await tickets(digits(1), narrow)).items).toEqual([]);
  });

  test.each(['12', 'abc', '12345678901', '--- ', '１２３'])('%j is no part of a number', async (q) => {
    expect((await city.get(`${api}/tickets?q=${encodeURIComponent(q)}`)).status).toBe(400);
  });
});
