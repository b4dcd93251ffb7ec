import { describe, expect, test } from '@jest/globals';
import type { Desk } from '@linli/service-kit';
import { runContext } from '@linli/service-kit/testing';
import { JIANGXINYUAN, ResidentsModule } from '../src/index.ts';
import { seedJiangxinyuan } from '../src/seed/seed-jiangxinyuan.ts';

describe('seeding a new city', () => {
  test('R-32: it holds Hubei, its cities, Hanyang district whole, and 4 + 41 + 128 + 868 = 1,041 places of Jiangxinyuan', async () => {
    const { store, stop } = await runContext(ResidentsModule, { options: { seed: 'jiangxinyuan' } });

    const territory = await store.readStream(`territory-${JIANGXINYUAN}`);
    const count = (wanted: string) => territory.filter(({ type }) => type === wanted).length;
    expect(count('AreaCreated')).toBe(4);
    expect(count('BuildingCreated')).toBe(41);
    expect(count('BuildingUnitCreated')).toBe(128);
    expect(count('GridCreated')).toBe(868);
    expect(territory).toHaveLength(1_041);
    const paths = territory.map(({ data }) => (data as { areaPath: string }).areaPath);
    expect(new Set(paths).size).toBe(1_041);
    expect(paths.every((path) => path.startsWith('42/01/05/011/010/'))).toBe(true);
    expect(territory.map(({ metadata }) => metadata.areaPath)).toEqual(paths);

    const district = await store.readStream('division-420105');
    const communities = district.filter(({ data }) => (data as { level: string }).level === 'community');
    expect(district).toHaveLength(1 + 11 + 118);
    expect(communities).toHaveLength(118);
    // The table says 江欣苑社区居委会; the seed's name wins.
    expect(communities.find(({ data }) => (data as { code: string }).code === JIANGXINYUAN)?.data).toEqual({
      code: JIANGXINYUAN,
      level: 'community',
      name: '江欣苑社区',
      areaPath: '42/01/05/011/010/',
    });
    const province = await store.readStream('division-42');
    expect(province[0]?.data).toMatchObject({ code: '42', name: '湖北省', areaPath: '42/' });
    const { events: policies } = await store.readAll({
      after: 0,
      filter: { streamPrefix: 'policy-' },
      limit: 100,
    });
    expect(await store.head()).toBe(territory.length + district.length + province.length + policies.length);
    await stop();
  });

  test('a second run, and a run after the first was cut, record nothing twice', async () => {
    const { desk, store, stop } = await runContext(ResidentsModule);
    // The province, the district and three levels of the plan.
    let left = 5;
    const ask = (...asked: Parameters<Desk['ask']>) =>
      left-- > 0 ? desk.ask(...asked) : Promise.reject(new Error('power failure'));
    const cut: Desk = { ...desk, ask: ask as Desk['ask'] };
    await expect(seedJiangxinyuan({ desk: cut, tenant: 'wuhan' })).rejects.toThrow('power failure');
    expect(await seedJiangxinyuan({ desk, tenant: 'wuhan' })).toBe(868);
    const head = await store.head();
    expect(await seedJiangxinyuan({ desk, tenant: 'wuhan' })).toBe(0);
    expect(await store.head()).toBe(head);
    await stop();
  });
});
