import { describe, expect, test } from '@jest/globals';
import { createPlacement } from './placement.ts';
import { readRequests } from './requests.ts';
import { writeScript } from './script.ts';

const requests = readRequests(new URL('../../data/city-requests-la-2020.csv', import.meta.url));
const grids = Array.from({ length: 100 }, (_, index) => {
  const lon = 114.2 + (index % 10) * 0.001;
  const lat = 30.5 + Math.floor(index / 10) * 0.001;
  const ring = [
    [lon, lat],
    [lon + 0.001, lat],
    [lon + 0.001, lat + 0.001],
    [lon, lat + 0.001],
    [lon, lat],
  ];
  return { code: `G${String(index + 1).padStart(4, '0')}`, polygon: ring };
});
const placeOf = createPlacement(grids, requests);
const script = writeScript(requests, placeOf, new Date('2026-11-20T16:00:00Z'));

describe('the script made of the real requests', () => {
  test('reports every one of the 10,000 rows exactly once', () => {
    const reported = script.steps.filter((step) => step.command === 'report').map((step) => step.request);
    expect(reported).toHaveLength(10_000);
    expect(new Set(reported).size).toBe(10_000);
  });

  test('closes or voids every row that was closed or cancelled, and no other', () => {
    const settled = new Set(
      script.steps
        .filter((step) => step.command === 'close' || step.command === 'void')
        .map((step) => step.request),
    );
    const over = requests.filter((request) => ['Closed', 'Cancelled'].includes(request.status));
    expect(settled.size).toBe(over.length);
    expect(over.every((request) => settled.has(request.number))).toBe(true);
  });

  test('lists the rows it cannot map, with the reason, and none besides', () => {
    const expected = requests.filter(
      (request) => request.type === 'Other' || request.longitude === undefined,
    );
    expect(script.unmapped.map((row) => row.request).sort()).toEqual(
      expected.map((row) => row.number).sort(),
    );
    expect(script.unmapped.every((row) => row.reason.length > 0)).toBe(true);
  });

  test('is in the order of time, and the commands of one incident in the order of the work', () => {
    const rank = [
      'report',
      'dispatch',
      'accept',
      'return',
      'park',
      'complete',
      'pass-check',
      'close',
      'void',
    ];
    const last = new Map<string, number>();
    let minute = 0;
    for (const step of script.steps) {
      expect(step.minute).toBeGreaterThanOrEqual(minute);
      minute = step.minute;
      const place = rank.indexOf(step.command);
      expect(place).toBeGreaterThan(last.get(step.request) ?? -1);
      last.set(step.request, place);
    }
  });

  test('keeps neighbours together: a place further east in the real city is never further west here', () => {
    const placed = requests.flatMap((request) => {
      const place = placeOf(request);
      return place && request.longitude !== undefined ? [{ real: request.longitude, lon: place.lon }] : [];
    });
    placed.sort((a, b) => a.real - b.real);
    const columns = placed.map(({ lon }) => Math.round((lon - 114.2005) / 0.001));
    expect(columns.every((column, index) => index === 0 || column >= (columns[index - 1] as number))).toBe(
      true,
    );
    expect(new Set(columns).size).toBe(10);
  });
});
