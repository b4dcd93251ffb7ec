import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteEventStore } from '@linli/event-sourcing';
import type {
  ActivityStrip,
  AreaItem,
  GridCounts,
  GridGeometry,
  OperationsStatus,
  Page,
} from '@linli/operations/api';
import { eventually, read, refusedCity, startCity, tokenOf, type CityProcess } from './city-process.ts';

const data = mkdtempSync(join(tmpdir(), 'linli-start-'));
afterAll(() => rmSync(data, { recursive: true, force: true }));

describe('a city that is started for the first time', () => {
  let city: CityProcess;
  let token: string;
  beforeAll(async () => {
    city = await startCity({ data, args: ['--pace', '3600'] });
    token = await tokenOf(data, ['viewer']);
  }, 120_000);

  test('R-32: holds Jiangxinyuan as the seed describes it: 4 sections, 41 buildings, 128 units, 868 grids', async () => {
    const geometry = await eventually(
      () => read<GridGeometry>(city, token, '/v1/operations/grids'),
      ({ features }) => features.length === 868,
    );
    const paths = geometry.features.map((feature) => feature.properties.areaPath.split('/'));
    const distinct = (depth: number) => new Set(paths.map((path) => path.slice(0, depth).join('/'))).size;
    expect([6, 7, 8, 9].map(distinct)).toEqual([4, 41, 128, 868]);
    const areas = await read<Page<AreaItem>>(city, token, '/v1/operations/areas?area=42/01/05/&limit=500');
    expect(areas.items.map((area) => area.code)).toContain('420105011010');
  });

  test('P-01: holds the committee of 江欣苑 and its seven branches', async () => {
    const planner = await tokenOf(data, ['viewer', 'planner']);
    const { items } = await read<Page<{ kind: string }>>(
      city,
      planner,
      '/v1/party-orgs?area=42/01/05/011/010/&on=2012-06-30',
    );
    const kinds = items.map((org) => org.kind);
    expect(kinds.filter((kind) => kind === 'branch')).toHaveLength(7);
    expect(kinds.filter((kind) => kind === 'committee')).toHaveLength(1);
  });

  test('plays real requests through its command API, lists what it cannot map, and shows them', async () => {
    expect(city.lines.join('\n')).toMatch(/115 × no class for type "Other"/);
    expect(city.lines.join('\n')).toMatch(/11 × no place|no place/);
    await eventually(
      () => read<GridCounts>(city, token, '/v1/operations/grids/counts'),
      ({ items }) => items.reduce((sum, grid) => sum + grid.open, 0) > 50,
    );
    const status = await read<OperationsStatus>(city, token, '/v1/operations/status');
    expect(status.clock.rate).toBe(3600);
    const day = status.clock.now.slice(0, 10);
    const activity = await read<ActivityStrip>(city, token, `/v1/operations/activity?day=${day}`);
    expect(activity.bucketMinutes).toBeGreaterThan(0);
    expect(city.lines.filter((line) => line.startsWith('Refused'))).toEqual([]);
  }, 120_000);

  test('refuses a second city on the same data, and goes on itself', async () => {
    const second = await refusedCity({ data, args: ['--port', '0'] });
    expect(second.code).toBe(1);
    expect(second.said).toMatch(/Another city is running/);
    expect(second.said).not.toMatch(/at .*\.js:\d+/);
    await read<OperationsStatus>(city, token, '/v1/operations/status');
  });

  test('goes on where it stopped, with nothing twice', async () => {
    expect(await city.stop('SIGTERM')).toBe(0);
    city = await startCity({ data, args: ['--pace', '3600'] });
    await eventually(
      () => read<OperationsStatus>(city, token, '/v1/operations/status'),
      (status) => status.sources.every((source) => source.position === source.head && source.head > 0),
    );
    expect(await city.stop('SIGTERM')).toBe(0);
    const log = await SqliteEventStore.open({ file: join(data, 'incidents.log.db'), readOnly: true });
    const references: string[] = [];
    let lastTime = 0;
    for (let after = 0; ;) {
      const page = await log.readAll({ after, limit: 5_000 });
      for (const event of page.events) {
        expect(event.recordedAt).toBeGreaterThanOrEqual(lastTime);
        lastTime = event.recordedAt;
        if (event.type === 'IncidentReported') {
          references.push((event.data as { source: { reference: string } }).source.reference);
        }
      }
      after = page.position;
      if (after >= page.head) break;
    }
    await log.close();
    expect(references.length).toBeGreaterThan(50);
    expect(new Set(references).size).toBe(references.length);
  }, 120_000);
});

describe('a city that is started afresh', () => {
  test('forgets everything that was there and opens as a new one', async () => {
    const city = await startCity({ data, args: ['--fresh', '--no-play'] });
    expect(city.lines.join('\n')).toMatch(/begun anew/);
    expect(city.lines.join('\n')).toMatch(/Founded Jiangxinyuan/);
    const counts = await eventually(
      async () =>
        read<GridCounts>(city, await tokenOf(data, ['viewer']), '/v1/operations/grids/counts').catch(
          () => undefined,
        ),
      (answer) => answer !== undefined,
    );
    expect(counts?.items.every((grid) => grid.open === 0)).toBe(true);
    expect(await city.stop('SIGTERM')).toBe(0);
  }, 120_000);
});

describe('a start that cannot succeed says why and damages nothing', () => {
  test('on a busy port', async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
    const { port } = blocker.address() as AddressInfo;
    const folder = mkdtempSync(join(tmpdir(), 'linli-port-'));
    const { code, said } = await refusedCity({ data: folder, args: ['--port', String(port), '--no-play'] });
    blocker.close();
    rmSync(folder, { recursive: true });
    expect(code).toBe(1);
    expect(said).toMatch(new RegExp(`Port ${port} .*in use.*--port`));
  }, 60_000);

  test('on a data folder of a newer version', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'linli-newer-'));
    writeFileSync(join(folder, 'city.json'), '{"format":99}');
    const { code, said } = await refusedCity({ data: folder, args: ['--port', '0'] });
    expect(code).toBe(1);
    expect(said).toMatch(/newer Linli/);
    expect(readFileSync(join(folder, 'city.json'), 'utf8')).toBe('{"format":99}');
    rmSync(folder, { recursive: true });
  }, 60_000);

  test('on a damaged log, naming the file and what to do', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'linli-damaged-'));
    writeFileSync(join(folder, 'incidents.log.db'), 'this is not a log, whatever its name says '.repeat(200));
    const { code, said } = await refusedCity({ data: folder, args: ['--port', '0'] });
    expect(code).toBe(1);
    expect(said).toMatch(/incidents\.log\.db/);
    expect(said).not.toMatch(/at .*\.js:\d+/);
    rmSync(folder, { recursive: true });
  }, 60_000);

  test('with options that make no sense', async () => {
    const { code, said } = await refusedCity({ data, args: ['--pace', 'fast'] });
    expect(code).toBe(1);
    expect(said).toMatch(/--pace.*whole number/s);
  });

  test('and explains every option when asked', async () => {
    const { code, said } = await refusedCity({ data, args: ['--help'] });
    expect(code).toBe(0);
    for (const option of ['--port', '--host', '--data', '--fresh', '--pace', '--no-play'])
      expect(said).toContain(option);
  });
});
