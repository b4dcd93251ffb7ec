import { expect, test } from '@jest/globals';
import { checkHistory, type HistoryReport, notesInMemory, type Note } from '@linli/testing/history';
import { complaintsOf, describeRun, failuresOf } from '../src/summary.ts';
import type { RunRecord } from '../src/run-record.ts';

const record: RunRecord = {
  seed: 7,
  minutes: 2,
  perSecond: 10,
  began: '2026-11-25T09:00:00.000Z',
  attempts: { acknowledged: 100, refused: 20, unknown: 3, full: 2 },
  heldBack: 0,
  connections: 9,
  notDone: [],
  injuries: [
    { fault: '0', name: 'a poison event', kind: 'poison event', harmed: true, seen: 'parked with a reason' },
    { fault: '1', name: 'kill -9 operations', kind: 'kill', harmed: true, seen: 'it was 4711, is 4760' },
  ],
  notReached: ['full disk'],
  unhealed: [],
  behind: [],
  quietAfterMs: 4_000,
  logs: { files: 7, lines: 900, findings: [] },
  canariesSent: 40,
};

const note = (mono: number, body: object) => ({ ...body, mono, at: mono, by: 'faults' }) as Note;
const faults = notesInMemory('faults.jsonl', [
  note(1_000, { kind: 'fault', fault: '1', phase: 'begin', what: 'kill -9 operations' }),
  note(4_500, { kind: 'fault', fault: '1', phase: 'heal', what: 'kill -9 operations' }),
  note(6_000, { kind: 'lag', consumer: 'board', lag: 9 }),
  note(9_000, { kind: 'lag', consumer: 'board', lag: 0 }),
]);

/** A report of a run in which everything was watched and nothing broken. */
async function allHeld(): Promise<HistoryReport> {
  const report = await checkHistory([faults]);
  return { ...report, verdicts: report.verdicts.map((verdict) => ({ ...verdict, verdict: 'held' })) };
}

test('a run is described with its seed, its faults and their times, its counts and the verdicts', async () => {
  const text = describeRun(record, await checkHistory([faults]), '/tmp/run/notes');
  expect(text).toContain('seed 7, 2 minutes of faults');
  expect(text).toContain('100 acknowledged, 20 refused (2 for a full disk), 3 unknown');
  expect(text).toMatch(/00:00 +3\.5 s +4\.5 s +kill -9 operations: it was 4711, is 4760/);
  expect(text).toContain('a poison event: parked with a reason');
  expect(text).toContain('how often: 1 × poison event, 1 × kill');
  expect(text).toContain('no time for: full disk');
  expect(text).toContain('slowest recovery: 4.5 s after kill -9 operations');
  expect(text).toContain('P15 held');
  expect(text).toContain('no failure that nobody caught, no secret, no personal data');
  expect(text).toContain('npm run chaos -- --check /tmp/run/notes');
  expect(failuresOf(record, await allHeld())).toEqual([]);
});

test.each<[string, Partial<RunRecord>, string]>([
  [
    'a part that stays down',
    { unhealed: [{ name: 'kill -9 kafka', reason: 'it exited\nlog' }] },
    'kill -9 kafka could not be undone: it exited',
  ],
  [
    'a fault that did nothing',
    { injuries: [{ fault: '1', name: 'cut', kind: 'cut', harmed: false, seen: '0 connections were reset' }] },
    'cut did no harm: 0 connections were reset',
  ],
  [
    'somebody who stays behind',
    { behind: ['incident-board by 7'] },
    'still behind when the run gave up waiting: incident-board by 7',
  ],
  [
    'a finding in a log',
    { logs: { files: 1, lines: 9, findings: [{ file: 'logs/incidents.log', line: 3, what: 'a token' }] } },
    'logs/incidents.log:3 shows a token',
  ],
])('%s is a complaint, and a run with one is no good run', async (_name, more, complaint) => {
  const worse = { ...record, ...more };
  const report = await allHeld();
  expect(complaintsOf(worse, report)).toEqual([complaint]);
  expect(failuresOf(worse, report)).toEqual([`COMPLAINT: ${complaint}`]);
  expect(describeRun(worse, report, '/tmp/run/notes')).toContain(`COMPLAINT: ${complaint}`);
});

test('a promise that nobody watched fails a run, and one that was broken does so with what was seen', async () => {
  const report = await checkHistory([faults], { recoveryMs: 1_000 });
  const failures = failuresOf(record, report).join('\n');
  expect(failures).toContain('COMPLAINT: P4 was not observed: no conflicts');
  expect(failures).toContain('P15 broken');
  expect(failures).toContain('seen     caught up after 4500 ms');
});

test('what could not be done on this machine is named', async () => {
  const text = describeRun(
    { ...record, notDone: ['a full disk: only root may mount'] },
    await checkHistory([]),
    'notes',
  );
  expect(text).toContain('NOT DONE: a full disk: only root may mount');
});
