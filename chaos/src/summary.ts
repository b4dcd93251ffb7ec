import { type HistoryReport, summarise, verdictLines } from '@linli/testing/history';
import type { RunRecord } from './run-record.ts';

/** Why a run is not a good one, beside broken promises; empty when there is nothing. */
export function complaintsOf(record: RunRecord, report: HistoryReport): readonly string[] {
  const { injuries, unhealed, behind, logs } = record;
  return [
    ...injuries.filter(({ harmed }) => !harmed).map(({ name, seen }) => `${name} did no harm: ${seen}`),
    ...unhealed.map(({ name, reason }) => `${name} could not be undone: ${reason.split('\n', 1)[0]}`),
    ...behind.map((who) => `still behind when the run gave up waiting: ${who}`),
    ...report.verdicts
      .filter(({ verdict }) => verdict === 'not observed')
      .map(({ promise, missing }) => `${promise} was not observed: no ${missing.join(', no ')}`),
    ...logs.findings.slice(0, 20).map(({ file, line, what }) => `${file}:${line} shows ${what}`),
    ...(logs.findings.length > 20 ? [`… ${logs.findings.length} findings in logs in all`] : []),
  ];
}

/** Everything a run is failed for, a line or a few each, the promises first; empty when the run is a good one. */
export function failuresOf(record: RunRecord, report: HistoryReport): readonly string[] {
  return [
    ...report.verdicts.filter(({ verdict }) => verdict === 'broken').flatMap(verdictLines),
    ...report.unsound.map((problem) => `unsound: ${problem}`),
    ...complaintsOf(record, report).map((complaint) => `COMPLAINT: ${complaint}`),
  ];
}

/** What a person reads at the end of a run, or when it is checked again. */
export function describeRun(record: RunRecord, report: HistoryReport, notes: string): string {
  const { attempts, logs, faults } = { ...record, faults: report.faults };
  const slowest = faults.reduce<(typeof faults)[number] | undefined>(
    (worst, fault) => ((fault.tookMs ?? Infinity) > (worst?.tookMs ?? -1) ? fault : worst),
    undefined,
  );
  const first = faults[0]?.beganAt ?? 0;
  const complaints = complaintsOf(record, report);
  const seenOf = new Map(record.injuries.map(({ fault, seen }) => [fault, seen]));
  return [
    `seed ${record.seed}, ${record.minutes} minutes of faults, ${record.perSecond} commands a second, begun ${record.began}`,
    `attempts: ${attempts.acknowledged} acknowledged, ${attempts.refused} refused (${attempts.full} for a full disk), ${attempts.unknown} unknown; ${record.heldBack} not sent since too many had no answer`,
    `screens connected ${record.connections} times; ${record.canariesSent} requests carried personal data where none belongs`,
    '',
    'faults, when they began, how long they held, how long until nobody was behind, and what was seen of them:',
    ...record.injuries
      .filter(({ kind }) => kind === 'poison event')
      .map(({ name, seen }) => `${' '.repeat(27)}${name}: ${seen}`),
    ...faults.map(
      ({ fault, what, beganAt, heldMs, tookMs }) =>
        `  ${clock(beganAt - first)}  ${seconds(heldMs).padStart(7)}  ${seconds(tookMs).padStart(7)}  ${what}: ${seenOf.get(fault) ?? 'broken off'}`,
    ),
    `how often: ${countsOf(record.injuries.map(({ kind }) => kind))}`,
    ...(record.notReached.length === 0 ? [] : [`no time for: ${record.notReached.join(', ')}`]),
    ...(slowest === undefined ? [] : [`slowest recovery: ${seconds(slowest.tookMs)} after ${slowest.what}`]),
    `after the last fault: ${report.recoveries.map(({ consumer, tookMs }) => `${consumer} ${seconds(tookMs)}`).join(', ')}`,
    ...record.notDone.map((what) => `NOT DONE: ${what}`),
    '',
    summarise(report),
    '',
    `logs: ${logs.lines} lines in ${logs.files} files, ${logs.findings.length === 0 ? 'no failure that nobody caught, no secret, no personal data' : `${logs.findings.length} findings`}`,
    ...complaints.map((complaint) => `COMPLAINT: ${complaint}`),
    `notes: ${notes} (npm run chaos -- --check ${notes})`,
  ].join('\n');
}

/** `2 × kill kafka, 1 × full disk` */
function countsOf(kinds: readonly string[]): string {
  return [...Map.groupBy(kinds, (kind) => kind)]
    .map(([kind, { length }]) => `${length} × ${kind}`)
    .join(', ');
}

function seconds(milliseconds: number | undefined): string {
  return milliseconds === undefined ? 'never' : `${(milliseconds / 1_000).toFixed(1)} s`;
}

/** `03:41` after the first fault. */
function clock(milliseconds: number): string {
  const whole = Math.round(milliseconds / 1_000);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(whole / 60))}:${two(whole % 60)}`;
}
