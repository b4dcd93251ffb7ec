import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import dayjs from 'dayjs';
import customParseFormat from 'dayjs/plugin/customParseFormat.js';
import utc from 'dayjs/plugin/utc.js';

dayjs.extend(utc);
dayjs.extend(customParseFormat);

/** One real request, its times as minutes since 00:00 of the first day of the file. */
export interface CityRequest {
  readonly number: string;
  readonly type: string;
  readonly status: string;
  readonly channel: string;
  readonly owner: string;
  readonly createdMinute: number;
  /** When it was last touched: closing, cancelling or parking time. */
  readonly settledMinute?: number;
  readonly longitude?: number;
  readonly latitude?: number;
}

const firstDay = dayjs.utc('2020-01-01');

function minuteOf(text: string | undefined): number | undefined {
  if (!text) return undefined;
  const time = dayjs.utc(text, 'M/D/YY H:mm', true);
  return time.isValid() ? time.diff(firstDay, 'minute') : undefined;
}

/** Reads the file in its own order; throws when a row has no number or no creation time, since that would be another file. */
export function readRequests(file: string | URL): CityRequest[] {
  const rows: Record<string, string>[] = parse(readFileSync(file), { columns: true, skip_empty_lines: true });
  return rows.map((row, index) => {
    const createdMinute = minuteOf(row['createddate']);
    const number = row['srnumber'];
    if (!number || createdMinute === undefined) {
      throw new Error(`row ${index + 2} of the request file has no number or no creation time`);
    }
    return {
      number,
      type: row['requesttype'] ?? '',
      status: row['status'] ?? '',
      channel: row['requestsource'] ?? '',
      owner: row['owner'] ?? '',
      createdMinute,
      settledMinute: minuteOf(row['closeddate']) ?? minuteOf(row['updateddate']),
      longitude: row['longitude'] ? Number(row['longitude']) : undefined,
      latitude: row['latitude'] ? Number(row['latitude']) : undefined,
    };
  });
}
