import { outcomeOf, type Acknowledgement, type CommandLedger, type CommandRecord } from './command-ledger.ts';
import type { FinalLogs, SecondAppend } from './final-logs.ts';
import type { Findings } from './findings.ts';
import type { LogIndex } from './log-index.ts';

/**
 * Compares what clients were told with what the logs hold: acknowledged appends stand there whole (P1), refused ones do
 * not stand there, unknown ones stand there whole or not at all (P2), and none stands there twice (P9).
 */
export function checkAppends(commands: CommandLedger, logs: FinalLogs, findings: Findings): void {
  for (const command of commands.all()) {
    const log = logs.of(command.context);
    if (log === undefined) continue;
    const outcome = outcomeOf(command);
    const first = logs.firstOf(command.context, command.id);
    if (outcome === 'acknowledged') {
      checkAcknowledged(command, command.acknowledged as Acknowledgement, first, log, logs, findings);
    } else if (outcome === 'nothing') {
      findings.checked('P2', 'refused');
      if (first >= 0) {
        findings.broken('P2', {
          place: log.place(first),
          expected: `nothing of command ${command.id}, which was answered as not recorded`,
          seen: log.describe(first),
          related: [command.place],
        });
      }
    } else {
      findings.checked('P2', 'unknown');
      if (first >= 0) checkWhole(command, first, log, logs, findings);
    }
    checkRepeats(command, findings);
  }
  for (const second of logs.secondAppends) checkSecond(second, commands, logs, findings);
}

function checkAcknowledged(
  command: CommandRecord,
  acknowledged: Acknowledgement,
  first: number,
  log: LogIndex,
  logs: FinalLogs,
  findings: Findings,
): void {
  findings.checked('P1', 'acknowledged');
  const { stream, revision, position, place } = acknowledged;
  const promised = `command ${command.id} in ${stream}, its last event at revision ${revision}${position === undefined ? '' : ` and position ${position}`}`;
  if (first < 0) {
    findings.broken('P1', {
      place,
      expected: promised,
      seen: 'no event of it in the log',
      related: [command.place],
    });
    return;
  }
  if (!checkWhole(command, first, log, logs, findings)) return;
  const last = first + logs.lengthOf(log, first) - 1;
  const kept =
    log.streamName(log.stream(last)) === stream &&
    log.revision(last) === revision &&
    (position === undefined || log.position(last) === position);
  if (!kept) {
    findings.broken('P1', {
      place,
      expected: promised,
      seen: log.describe(last),
      related: [command.place, log.place(last)],
    });
  }
}

/** An append is in the log with all of its events, and with no more; false when it is not. */
function checkWhole(
  command: CommandRecord,
  first: number,
  log: LogIndex,
  logs: FinalLogs,
  findings: Findings,
): boolean {
  const { appends, acknowledged } = command;
  if (appends === undefined) return true;
  const length = logs.lengthOf(log, first);
  const types = Array.from({ length }, (_, offset) => log.type(first + offset));
  if (types.length === appends.length && types.every((type, index) => type === appends[index])) return true;
  const violation = {
    place: log.place(first),
    expected: `the whole append of command ${command.id}, ${appends.join(', ')}, and nothing else of it`,
    seen: types.join(', '),
    related: [command.place, ...(acknowledged === undefined ? [] : [acknowledged.place])],
  };
  if (length > appends.length) findings.broken('P9', violation);
  else findings.broken(acknowledged === undefined ? 'P2' : 'P1', violation);
  return false;
}

function checkRepeats(command: CommandRecord, findings: Findings): void {
  if (command.repeats > 0) findings.checked('P9', 'repeats', command.repeats);
  const { acknowledged, contradicted, denied } = command;
  if (acknowledged === undefined) return;
  const answer = (place: number, seen: string) =>
    findings.broken('P9', {
      place,
      expected: `the answer of before for the repeated command ${command.id}: ${told(acknowledged)}`,
      seen,
      related: [acknowledged.place, command.place],
    });
  if (contradicted !== undefined) answer(contradicted.place, told(contradicted));
  if (denied !== undefined) answer(denied.place, `a refusal: ${denied.reason}`);
}

function told({ stream, revision, position }: Acknowledgement): string {
  return `${stream} at revision ${revision}, position ${position ?? 'unsaid'}`;
}

function checkSecond(
  { command, log, first, second }: SecondAppend,
  commands: CommandLedger,
  logs: FinalLogs,
  findings: Findings,
): void {
  const known = commands.get(command);
  const { appends } = known ?? {};
  // One append in two pieces: the first piece has been found not to be whole.
  if (appends !== undefined && logs.lengthOf(log, first) < appends.length) return;
  findings.broken('P9', {
    place: log.place(second),
    expected: `command ${command} recorded once`,
    seen: `a second append of it: ${log.describe(second)}`,
    related: [log.place(first), ...(known === undefined ? [] : [known.place])],
  });
}
