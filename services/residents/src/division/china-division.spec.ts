import { describe, expect, test } from '@jest/globals';
import { InMemoryEventStore } from '@linli/event-sourcing';
import { deskOver } from '@linli/service-kit/testing';
import { chinaDivision, type DivisionBatch, type DivisionTable } from './china-division.ts';
import { importDivisions } from './import-divisions.ts';

const table = chinaDivision();

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** Only the named counties, so that a spec does not take the whole country. */
function only(codes: readonly string[]): DivisionTable {
  return {
    ...table,
    async *counties() {
      for (const code of codes) yield* table.counties(code);
    },
  };
}

describe('the national division table', () => {
  test('R-32: it holds 31 provinces, 342 cities, 2,978 counties, 41,352 streets and 620,573 communities', async () => {
    const provinces = await all(table.provinces());
    const counts = new Map<number, number>();
    let counties = 0;
    for (const { divisions } of provinces) {
      for (const { code } of divisions) counts.set(code.length, (counts.get(code.length) ?? 0) + 1);
    }
    for await (const { code, divisions } of table.counties()) {
      counties += 1;
      for (const division of divisions) {
        if (!division.code.startsWith(code))
          throw new Error(`${division.code} stands in the batch of ${code}`);
        counts.set(division.code.length, (counts.get(division.code.length) ?? 0) + 1);
      }
    }
    expect(provinces).toHaveLength(31);
    expect(counties).toBe(2_978);
    expect(Object.fromEntries(counts)).toEqual({ 2: 31, 4: 342, 6: 2_978, 9: 41_352, 12: 620_573 });
  });

  test('R-32: municipalities, counties under a province and cities without counties have their whole path', async () => {
    const store = new InMemoryEventStore();
    // 东城区 of Beijing, 仙桃市 directly under Hubei, 东莞市, which has streets and no counties.
    for (const county of ['110101', '429004', '441900']) {
      await importDivisions({ table, desk: deskOver('residents', store), tenant: 'cn', county });
    }
    const { events } = await store.readAll({ after: 0, limit: 10_000 });
    const names = new Map(
      events
        .map(({ data }) => data as { areaPath: string; name: string })
        .map(({ areaPath, name }) => [areaPath, name]),
    );
    expect(['11/', '11/01/', '11/01/01/'].map((path) => names.get(path))).toEqual([
      '北京市',
      '市辖区',
      '东城区',
    ]);
    expect(['42/90/', '42/90/04/'].map((path) => names.get(path))).toEqual(['省直辖县级行政区划', '仙桃市']);
    expect(['44/19/', '44/19/00/', '44/19/00/003/'].map((path) => names.get(path))).toEqual([
      '东莞市',
      '东莞市',
      '东城街道',
    ]);
    for (const path of names.keys()) {
      const parent = path.replace(/[^/]+\/$/, '');
      expect(parent === '' || names.has(parent)).toBe(true);
    }
  });

  test('a county that the table does not hold is an error', async () => {
    const desk = deskOver('residents', new InMemoryEventStore());
    await expect(importDivisions({ table, desk, tenant: 'cn', county: '429999' })).rejects.toThrow(
      'no county 429999',
    );
  });

  test('an import tells its progress, and one that was cut is run again without repeating anything', async () => {
    const store = new InMemoryEventStore();
    const desk = deskOver('residents', store);
    const stop = new AbortController();
    const some = only(['110101', '420105', '441900']);
    const progress: number[] = [];
    const importing = importDivisions({
      table: some,
      desk,
      tenant: 'cn',
      signal: stop.signal,
      onProgress({ streams }) {
        progress.push(streams);
        if (streams === 33) stop.abort();
      },
    });
    await expect(importing).rejects.toThrow();
    expect(progress).toEqual(Array.from({ length: 33 }, (_, i) => i + 1));
    const cutAt = await store.head();

    const whole = await importDivisions({ table: some, desk, tenant: 'cn' });
    expect(whole.streams).toBe(31 + 3);
    expect(await store.head()).toBe(whole.divisions);
    expect(whole.recorded).toBe(whole.divisions - cutAt);
  });

  test('a table whose edition is another passes over what stands and adds what is new', async () => {
    const store = new InMemoryEventStore();
    const desk = deskOver('residents', store);
    await importDivisions({ table, desk, tenant: 'cn', county: '420105' });
    const head = await store.head();
    const [hanyang] = (await all(table.counties('420105'))) as [DivisionBatch];
    const newer: DivisionTable = {
      edition: 'china-division-next',
      provinces: () => table.provinces(),
      async *counties() {
        yield { ...hanyang, divisions: [...hanyang.divisions, { code: '420105011099', name: '新设社区' }] };
      },
    };
    const { recorded } = await importDivisions({ table: newer, desk, tenant: 'cn', county: '420105' });
    expect(recorded).toBe(1);
    expect(await store.head()).toBe(head + 1);
  });
});
