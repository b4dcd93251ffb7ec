import { Column } from './columns.ts';
import type { Acknowledgement, CommandLedger, CommandRecord, Conflict } from './command-ledger.ts';
import type { FinalLogs } from './final-logs.ts';
import type { Findings } from './findings.ts';
import type { LogIndex } from './log-index.ts';

/**
 * P4: the revision of a stream is a linearizable register. Appends take effect one after the other, each somewhere
 * between the moment it was sent and the moment it was acknowledged; an append that insisted on a revision took effect
 * on just that revision; a conflict names a revision the stream really was at while the command was under way.
 *
 * Where a writer is not among the notes (a reactor, an unknown outcome) its moment is unbounded: nobody is accused of
 * what may have been.
 */
export function checkConcurrency(commands: CommandLedger, logs: FinalLogs, findings: Findings): void {
  const registers = new Map<LogIndex, Register>();
  const winners = winnersOf(commands);
  for (const log of logs.all()) registers.set(log, new Register(log));
  for (const command of commands.all()) {
    const log = logs.of(command.context);
    const register = log && registers.get(log);
    if (log === undefined || register === undefined) continue;
    const first = logs.firstOf(command.context, command.id);
    if (first >= 0) register.moment(first, command.sentAt, command.acknowledged?.at ?? Infinity);
    checkExpected(command, first, log, findings);
    if (first < 0) checkWinner(command, winners, findings);
  }
  for (const register of registers.values()) register.checkOrder(findings);
  for (const command of commands.all()) {
    const log = logs.of(command.context);
    const register = log && registers.get(log);
    for (const conflict of command.conflicts ?? []) register?.checkConflict(command, conflict, findings);
  }
}

function checkExpected(command: CommandRecord, first: number, log: LogIndex, findings: Findings): void {
  const { expected, acknowledged } = command;
  if (expected === undefined || first < 0 || acknowledged === undefined) return;
  if (log.revision(first) === expected + 1) return;
  findings.broken('P4', {
    place: acknowledged.place,
    expected: `command ${command.id}, which insisted on revision ${expected}, recorded as revision ${expected + 1} or refused`,
    seen: log.describe(first),
    related: [command.place, log.place(first)],
  });
}

/** Acknowledged commands by stream and revision, to find who won where another was told that it had. */
function winnersOf(commands: CommandLedger): (acknowledged: Acknowledgement) => readonly CommandRecord[] {
  let winners: Map<string, CommandRecord[]> | undefined;
  const key = ({ stream, revision }: Acknowledgement) => `${revision} ${stream}`;
  return (acknowledged) => {
    if (winners === undefined) {
      winners = new Map();
      for (const command of commands.all()) {
        if (command.acknowledged === undefined) continue;
        const same = winners.get(key(command.acknowledged));
        if (same) same.push(command);
        else winners.set(key(command.acknowledged), [command]);
      }
    }
    return winners.get(key(acknowledged)) ?? [];
  };
}

/** Two acknowledgements of one revision: both were told that they had won, and the log holds one of them. */
function checkWinner(
  command: CommandRecord,
  winners: ReturnType<typeof winnersOf>,
  findings: Findings,
): void {
  const { acknowledged } = command;
  if (acknowledged === undefined) return;
  const other = winners(acknowledged).find((winner) => winner !== command);
  if (other === undefined) return;
  findings.broken('P4', {
    place: acknowledged.place,
    expected: `one winner of revision ${acknowledged.revision} of ${acknowledged.stream}`,
    seen: `commands ${command.id} and ${other.id} were both acknowledged with it`,
    related: [other.acknowledged?.place ?? other.place],
  });
}

/** The appends of a log's streams with the moments they may have happened at. */
class Register {
  readonly #log: LogIndex;
  readonly #sent = Column.numbers();
  readonly #answered = Column.numbers();

  constructor(log: LogIndex) {
    this.#log = log;
    for (let index = 0; index < log.size; index += 1) {
      this.#sent.push(-Infinity);
      this.#answered.push(Infinity);
    }
  }

  /** The append whose first event is at the index happened between these. */
  moment(first: number, sent: number, answered: number): void {
    this.#sent.set(first, sent);
    this.#answered.set(first, answered);
  }

  checkOrder(findings: Findings): void {
    const log = this.#log;
    for (let stream = 0; stream < log.streamCount; stream += 1) {
      let earliest = Infinity;
      let earliestOf = -1;
      let lowest = Infinity;
      let next = -1;
      for (let index = log.last(log.streamName(stream)); index >= 0; index = log.before(index)) {
        if (next >= 0 && log.revision(index) >= lowest && !log.followsInAppend(next)) {
          findings.broken('P4', {
            place: log.place(next),
            expected: `an append behind revision ${log.revision(index)}`,
            seen: `${log.describe(next)}: two appends at one revision`,
            related: [log.place(index)],
          });
        }
        lowest = Math.min(lowest, log.revision(index));
        next = index;
        if (log.followsInAppend(index)) continue;
        findings.checked('P4', 'appends');
        if (earliest < this.#sent.at(index)) {
          findings.broken('P4', {
            place: log.place(index),
            expected: `this append before ${log.describe(earliestOf)}, which was acknowledged before this one was sent`,
            seen: log.describe(index),
            related: [log.place(earliestOf)],
          });
        }
        if (this.#answered.at(index) < earliest) {
          earliest = this.#answered.at(index);
          earliestOf = index;
        }
      }
    }
  }

  checkConflict(command: CommandRecord, conflict: Conflict, findings: Findings): void {
    findings.checked('P4', 'conflicts');
    const wrong = this.#unjustified(command, conflict);
    if (wrong === undefined) return;
    findings.broken('P4', {
      place: conflict.place,
      expected: `a conflict only with a revision that ${command.stream ?? 'the stream'} was at while the command was under way`,
      seen: `conflict at revision ${conflict.actual}: ${wrong}`,
      related: [command.place],
    });
  }

  #unjustified({ expected, stream }: CommandRecord, conflict: Conflict): string | undefined {
    const { actual, sentAt, answeredAt } = conflict;
    if (expected === actual) return 'that is the revision it insisted on, so it should have won';
    if (stream === undefined) return undefined;
    const log = this.#log;
    // The append that made the revision, and the one that ended it.
    let ending = -1;
    let index = log.last(stream);
    for (; index >= 0 && log.revision(index) > actual; index = log.before(index)) ending = index;
    if (actual >= 0 && (index < 0 || log.revision(index) !== actual)) return 'the stream was never at it';
    if (ending >= 0 && log.followsInAppend(ending)) return 'it lies in the middle of an append';
    let first = index;
    while (first >= 0 && log.followsInAppend(first)) first -= 1;
    if (first >= 0 && this.#sent.at(first) > answeredAt) return 'the stream came to it later';
    if (ending >= 0 && this.#answered.at(ending) < sentAt) return 'the stream had left it before';
    return undefined;
  }
}
