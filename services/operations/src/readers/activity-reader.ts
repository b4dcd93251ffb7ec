import type { ActivityBucket } from '../api.ts';
import { areaMatches, coversCity, sharedPrefix } from '../feed-filter.ts';
import { dayLength, startOfShanghaiDay } from '@linli/contracts';
import { activity, bucketMinutes, type Activity } from '../views/board/activity.ts';
import type { Instant, View } from './view.ts';

/** The heat strip of one Asia/Shanghai day: every bucket of it, those without anything included. */
export async function activityOf(
  board: View,
  areas: readonly string[],
  cityPath: string,
  day: string,
  { positions }: Instant,
): Promise<readonly ActivityBucket[]> {
  const start = startOfShanghaiDay(day);
  const whole = coversCity(areas, cityPath);
  const buckets = new Map<number, { reported: number; missed: number }>();
  for (let from = start; from < start + dayLength; from += bucketMinutes * 60_000) {
    buckets.set(from, { reported: 0, missed: 0 });
  }
  const rows = await board.find<Activity>(activity.name, {
    where: [
      { field: 'from', op: 'gte', value: start },
      { field: 'from', op: 'lt', value: start + dayLength },
      // The city's own rows count reports without a place too.
      whole
        ? { field: 'area', op: 'eq', value: '' }
        : { field: 'area', op: 'prefix', value: sharedPrefix(areas) },
    ],
    limit: 1_000_000,
    asOf: positions,
  });
  for (const { body } of rows) {
    const bucket = buckets.get(body.from);
    if (bucket === undefined) continue;
    if (!whole && (body.area === '' || !areaMatches(areas, body.area, cityPath))) continue;
    bucket.reported += body.reported;
    bucket.missed += body.missed;
  }
  return [...buckets].map(([from, counts]) => ({ from: new Date(from).toISOString(), ...counts }));
}
