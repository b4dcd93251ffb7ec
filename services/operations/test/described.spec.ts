import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { assertDescribed, descriptionSuite, routesOf } from '@linli/service-kit/garbage';
import { found, incidentId, record, take, wholeLife } from './city-story.ts';
import { openCityWorld, type CityWorld } from './city-world.ts';
import { cityPath } from './stream-world.ts';

const api = '/v1/operations';
const [closed, open, poisoned] = [incidentId(1), incidentId(2), incidentId(3)];
const stream = `incident-${poisoned}`;

/** One way to ask at each door so that it answers with something in every field that this story can fill. */
const asked: Readonly<Record<string, readonly string[]>> = {
  [`GET ${api}/status`]: ['/status'],
  [`GET ${api}/feed`]: ['/feed?limit=500', '/feed?limit=1'],
  [`GET ${api}/feed.csv`]: ['/feed.csv'],
  [`GET ${api}/incidents/{id}`]: [`/incidents/${closed}`, `/incidents/${open}`],
  [`GET ${api}/tickets`]: ['/tickets?q=000'],
  [`GET ${api}/clocks`]: ['/clocks', '/clocks?limit=1'],
  [`GET ${api}/clocks.csv`]: ['/clocks.csv'],
  [`GET ${api}/overdue`]: ['/overdue'],
  [`GET ${api}/grids`]: ['/grids'],
  [`GET ${api}/grids/counts`]: ['/grids/counts'],
  [`GET ${api}/grids/counts.csv`]: ['/grids/counts.csv'],
  [`GET ${api}/activity`]: ['/activity?day=2026-05-01'],
  [`GET ${api}/areas`]: ['/areas', '/areas?limit=1'],
  [`GET ${api}/grid-directory`]: ['/grid-directory', '/grid-directory?limit=1'],
  [`GET ${api}/catalogue`]: ['/catalogue', '/catalogue?asOf=2020-01-01T00:00:00Z'],
  [`GET ${api}/calendar`]: ['/calendar'],
  [`GET ${api}/stream`]: ['/stream'],
  [`GET ${api}/projections`]: ['/projections'],
  [`GET ${api}/parked`]: ['/parked'],
  [`POST ${api}/parked/{streamId}/retry`]: [`/parked/${stream}/retry`],
  [`POST ${api}/parked/{streamId}/discard`]: [`/parked/${stream}/discard`],
  [`POST ${api}/projections/{view}/rebuild`]: ['/projections/catalogue/rebuild'],
  [`POST ${api}/projections/{view}/roll-back`]: ['/projections/catalogue/roll-back'],
};

describe('the API description of the operations centre', () => {
  let city: CityWorld;
  const read = async () => (await city.get<object>('/openapi.json')).body;

  beforeAll(async () => {
    city = await openCityWorld();
    await found(city.residents, 4);
    const category = { standard: 'GB/T-47678.5', kind: 'matter', code: '06010' } as const;
    const classes = [{ category, zh: '暴露垃圾', en: 'Exposed rubbish' }];
    const event = { type: 'CatalogueVersionActivated', data: { version: 1, classes, views: [] } } as const;
    await record(city.incidents, 'catalogue', [{ event }]);
    for (const step of wholeLife) await take(city.incidents, step, { incident: closed, grid: 1 });
    for (const step of ['report', 'locate', 'route', 'accept', 'miss'] as const)
      await take(city.incidents, step, { incident: open, grid: 2, urgent: true });
    for (const step of ['report', 'locate', 'route', 'accept'] as const)
      await take(city.incidents, step, { incident: incidentId(4), grid: 3 });
    await take(city.incidents, 'report', { incident: poisoned, grid: 1 });
    await record(city.incidents, stream, [{ event: { type: 'IncidentLocated', data: null } }]);
    const duty = { areaPath: cityPath, validFrom: '2026-04-01' };
    const posts = ['AreaDutyAssigned', 'SecurityResponsibilityAssigned'];
    for (const type of posts)
      await record(city.party, `post-${type}`, [{ event: { type, data: { ...duty, holder: 'h-1' } } }]);
    const slot = { kind: 'secretary', areaPath: cityPath, holder: 'h-1' };
    const chain = { ...slot, rung: 1, vacant: false, policy: 1 };
    await record(city.party, 'post-secretary', [
      { event: { type: 'PostAppointed', data: { ...slot, validFrom: '2026-04-01' } } },
      { event: { type: 'ResponsibilityChainChanged', data: chain } },
    ]);
    const street = { street: 'east', along: [cityPath], chief: 'h-2', ...duty };
    const chief = { event: { type: 'StreetChiefAppointed', data: street } };
    await record(city.incidents, 'street-chief-east', [chief]);
    await city.settled();
  });
  afterAll(() => city.close());

  for (const { name, run } of descriptionSuite(() => read())) test(name, run);

  test('every door answers what the description says, and nothing that it does not say', async () => {
    const token = await city.token(['operator', 'viewer']);
    const routes = routesOf(await read()).filter(({ path }) => path.startsWith(api));
    expect(routes.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(Object.keys(asked).sort());
    const byName = new Map(routes.map((route) => [`${route.method} ${route.path}`, route]));
    for (const [name, addresses] of Object.entries(asked))
      for (const address of addresses) {
        const route = byName.get(name);
        if (route === undefined) throw new Error(`the description has no ${name}`);
        const ending = new AbortController();
        const answer = await fetch(`${city.url}${api}${address}`, {
          method: route.method,
          headers: { authorization: `Bearer ${token}` },
          signal: ending.signal,
        });
        const contentType = answer.headers.get('content-type') ?? '';
        const text = contentType.startsWith('text/event-stream') ? '' : await answer.text();
        ending.abort();
        assertDescribed(route, { status: answer.status, contentType, text });
      }
  });
});
