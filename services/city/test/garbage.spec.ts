import { afterAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, declaredRoles } from '@linli/service-kit';
import { descriptionSuite, garbageSuite, routesOf } from '@linli/service-kit/garbage';
import { openCity } from '../src/city.ts';
import { DataFolder } from '../src/data-folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'linli-garbage-'));
const data = DataFolder.open(folder, { fresh: false, newStoryStart: () => new Date('2026-11-17T16:00:00Z') });
const city = await openCity({
  data,
  pace: 60,
  say: () => {},
  logger: createLogger({ service: 'city', level: 'silent' }),
});
const url = await city.app.listen(0);
const token = await city.issuer.issue({
  subject: 'anyone',
  roles: declaredRoles(),
  areas: [''],
  unit: 'sanitation:420105',
  ttlSeconds: 3_600,
});
const document = (await (await fetch(`${url}/openapi.json`)).json()) as object;
const routes = routesOf(document);

afterAll(async () => {
  await city.app.stop();
  data.close();
  rmSync(folder, { recursive: true });
});

describe('garbage on every endpoint of the city', () => {
  test('every service has its endpoints in the API description', () => {
    const heads = new Set(routes.map(({ path }) => path.split('/')[2]));
    for (const head of ['areas', 'grids', 'party-orgs', 'incidents', 'policies', 'operations']) {
      expect(heads).toContain(head);
    }
  });

  for (const { name, run } of descriptionSuite(() => Promise.resolve(document))) test(name, run);

  for (const { name, run } of garbageSuite({ url, token }, routes)) test(name, run, 120_000);

  test('none of it was recorded as anything but garbage: the logs are whole', () => {
    expect(readFileSync(join(folder, 'city.json'), 'utf8')).toContain('"format": 1');
    expect(city.app.readiness.report().ready).toBe(true);
  });
});
