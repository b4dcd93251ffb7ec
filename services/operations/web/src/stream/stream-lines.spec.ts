import { describe, expect, test } from '@jest/globals';
import { incidentEvents } from '@linli/contracts';
import type { FeedItem } from '@linli/operations/api';
import { isKeyEvent, streamLines } from './stream-lines.ts';

const row = (position: number, type: string, incidentId = 'a', severity: 'normal' | 'urgent' = 'normal') => ({
  item: { position, type, incidentId, severity } as FeedItem,
  arrivedAt: undefined,
});
const none: ReadonlySet<string> = new Set();
const shown = (lines: ReturnType<typeof streamLines>) =>
  lines.map(({ row, under, folded }) => [row.item.position, under, folded.map(({ item }) => item.position)]);

/** Two incidents whose events lie between each other, newest first. */
const rows = [
  row(9, 'ClockStopped', 'b'),
  row(8, 'TaskAccepted', 'a'),
  row(7, 'ClockStarted', 'b', 'urgent'),
  row(6, 'ClockStarted'),
  row(5, 'LeadUnitAssigned'),
  row(4, 'IncidentReported', 'b', 'urgent'),
  row(3, 'TaskDispatched'),
  row(2, 'ClockStarted'),
  row(1, 'IncidentReported'),
];

describe('the lines of the stream', () => {
  test('by default are what a person needs, with the machinery folded under what it follows from', () => {
    expect(shown(streamLines(rows, undefined, none))).toEqual([
      [8, false, []],
      [4, false, [9, 7]],
      [3, false, [6, 5]],
      [1, false, [2]],
    ]);
  });

  test('unfold under their own line', () => {
    expect(shown(streamLines(rows, undefined, new Set(['a 3'])))).toEqual([
      [8, false, []],
      [4, false, [9, 7]],
      [3, false, [6, 5]],
      [6, true, []],
      [5, true, []],
      [1, false, [2]],
    ]);
  });

  test('are all of them when one asks for all, in the order of the log', () => {
    expect(streamLines(rows, 'all', none).map(({ row }) => row.item.position)).toEqual([
      9, 8, 7, 6, 5, 4, 3, 2, 1,
    ]);
  });

  test('are those of urgent incidents when one asks for these', () => {
    expect(shown(streamLines(rows, 'urgent', none))).toEqual([[4, false, [7]]]);
  });

  test('machinery waits for the line it follows from, and shows nothing alone', () => {
    expect(streamLines([row(2, 'ClockStarted'), row(1, 'IncidentRouted')], undefined, none)).toEqual([]);
  });

  test('every event of the published language is one or the other, and one that nobody knows yet is shown', () => {
    const key = Object.keys(incidentEvents).filter(isKeyEvent);
    expect(key).toEqual(
      expect.arrayContaining([
        'IncidentReported',
        'IncidentClassified',
        'TaskDispatched',
        'TaskAccepted',
        'TaskReturned',
        'TaskCompleted',
        'CheckPassed',
        'CheckFailed',
        'IncidentClosed',
        'DeadlineMissed',
      ]),
    );
    expect(['ClockStarted', 'ClockStopped', 'IncidentRouted', 'LeadUnitAssigned'].some(isKeyEvent)).toBe(
      false,
    );
    expect(isKeyEvent('CaseHandedOver')).toBe(true);
  });
});
