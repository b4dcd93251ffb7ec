import { type HistoryReport, summarise } from '@linli/testing/history';
import type { RunRecord } from './run-record.ts';

/** Why a run is not a good one, beside broken promises; empty when there is nothing. */
export function complaintsOf({ unhealed, behind, logs }: RunRecord): readonly string[] {
  return [
    ...unhealed.map(({ name, reason }) => `${name} could not be undone: ${reason.split('\n', 1)[0]}`),
    ...behind.map((who) => `still behind when the run gave up waiting: ${who}`),
    ...logs.findings.slice(0, 20).map(({ file, line, what }) => `${file}:${line} shows ${what}`),
    ...(logs.findings.length > 20 ? [`… ${logs.findings.length} findings in logs in all`] : []),
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
  const complaints = complaintsOf(record);
  return [
    `seed ${record.seed}, ${record.minutes} minutes of faults, ${record.perSecond} commands a second, begun ${record.began}`,
    `attempts: ${attempts.acknowledged} acknowledged, ${attempts.refused} refused, ${attempts.unknown} unknown; ${record.heldBack} not sent since too many had no answer`,
    `screens connected ${record.connections} times; ${record.canariesSent} requests carried personal data where none belongs`,
    '',
    'faults, when they began, how long they held, and how long until nobody was behind:',
    ...faults.map(
      ({ what, beganAt, heldMs, tookMs }) =>
        `  ${clock(beganAt - first)}  ${seconds(heldMs).padStart(7)}  ${seconds(tookMs).padStart(7)}  ${what}`,
    ),
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

function seconds(milliseconds: number | undefined): string {
  return milliseconds === undefined ? 'never' : `${(milliseconds / 1_000).toFixed(1)} s`;
}

/** `03:41` after the first fault. */
function clock(milliseconds: number): string {
  const whole = Math.round(milliseconds / 1_000);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(whole / 60))}:${two(whole % 60)}`;
}
