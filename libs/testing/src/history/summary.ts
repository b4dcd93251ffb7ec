import type { HistoryReport } from './check-history.ts';
import type { Counterexample, Verdict } from './findings.ts';
import type { Place } from './places.ts';

/** The report in plain words, as a person reads it at the end of a run. */
export function summarise(report: HistoryReport): string {
  const { commands, logs, observers, files } = report;
  const notes = files.reduce((sum, file) => sum + file.notes, 0);
  return [
    `${number(notes)} notes in ${files.length} files`,
    ...files
      .filter(({ torn }) => torn)
      .map(({ name }) => `${name}: its last line breaks off and is left out`),
    `commands: ${number(commands.acknowledged)} acknowledged, ${number(commands.refused)} refused, ${number(commands.unknown)} unknown`,
    ...logs.map(
      ({ context, events, head }) => `log of ${context}: ${number(events)} events, head ${number(head)}`,
    ),
    ...observers.map(({ audience, of, events }) => `${of} ${audience}: ${number(events)} events`),
    '',
    ...report.verdicts.flatMap(verdictLines),
    ...report.remarks.map((remark) => `note: ${remark}`),
    ...report.unsound.slice(0, 10).map((problem) => `unsound: ${problem}`),
    '',
    conclusion(report),
  ].join('\n');
}

/** One promise with its verdict, what speaks for it, and the counterexamples. */
export function verdictLines(verdict: Verdict): string[] {
  const { promise, text, counterexamples, violations, missing } = verdict;
  const counted = verdict.evidence
    .filter(({ count }) => count > 0)
    .map(({ what, count }) => `${number(count)} ${what}`)
    .join(', ');
  const basis = verdict.verdict === 'not observed' ? `no ${missing.join(', no ')}` : counted;
  return [
    `${promise.padEnd(3)} ${verdict.verdict.padEnd(12)} ${text} (${basis})`,
    ...counterexamples.flatMap(counterexampleLines),
    ...(violations > counterexamples.length ? [`      … ${number(violations)} times in all`] : []),
  ];
}

function counterexampleLines({ note, expected, seen, related }: Counterexample): string[] {
  const beside = related.length === 0 ? '' : ` (with ${related.map(at).join(', ')})`;
  return [`      ${at(note)}${beside}`, `        expected ${expected}`, `        seen     ${seen}`];
}

function at({ file, line }: Place): string {
  return `${file}:${line}`;
}

function conclusion({ ok, verdicts }: HistoryReport): string {
  const broken = verdicts.filter(({ verdict }) => verdict === 'broken').map(({ promise }) => promise);
  const unseen = verdicts.filter(({ verdict }) => verdict === 'not observed').map(({ promise }) => promise);
  const rest = unseen.length === 0 ? '' : `; not observed: ${unseen.join(', ')}`;
  if (broken.length > 0) return `broken: ${broken.join(', ')}${rest}`;
  return ok ? `nothing broken${rest}` : `the notes themselves cannot be relied on${rest}`;
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}
