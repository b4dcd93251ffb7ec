import { checkAppends } from './check-appends.ts';
import { checkConcurrency } from './check-concurrency.ts';
import { checkCoverage } from './check-coverage.ts';
import type { Folds } from './check-folds.ts';
import { checkParking } from './check-parking.ts';
import type { FaultRecovery, Recovery } from './check-recovery.ts';
import { outcomeOf } from './command-ledger.ts';
import { Findings, type Verdict } from './findings.ts';
import { Gathered } from './gathered.ts';
import { Judgement } from './judgement.ts';
import type { NoteFile, Reading } from './note-files.ts';
import { Places } from './places.ts';

export interface CheckOptions extends Folds {
  /** After the last fault was healed, lag must be zero within so many milliseconds (P15). Default 60,000. */
  readonly recoveryMs?: number;
  /** A checkpoint that stands still for so long without a fault does not go on (P14). Default 30,000 ms. */
  readonly stuckMs?: number;
  /** Counterexamples kept per promise. Default 10. */
  readonly counterexamples?: number;
}

export interface HistoryReport {
  /** Nothing is broken, and the notes are sound. What was not observed shows in the verdicts. */
  readonly ok: boolean;
  readonly verdicts: readonly Verdict[];
  readonly files: readonly ({ readonly name: string } & Reading)[];
  readonly commands: {
    readonly acknowledged: number;
    readonly refused: number;
    readonly unknown: number;
  };
  readonly logs: readonly { readonly context: string; readonly events: number; readonly head: number }[];
  readonly observers: readonly {
    readonly audience: string;
    readonly of: string;
    readonly events: number;
  }[];
  /** After the last fault. */
  readonly recoveries: readonly Recovery[];
  readonly faults: readonly FaultRecovery[];
  /** Why the notes cannot be relied on: each makes `ok` false. */
  readonly unsound: readonly string[];
  /** What could not be judged and why. */
  readonly remarks: readonly string[];
}

/**
 * Decides the promises from notes alone. Reads all files twice, note by note: first what stands for itself (the final
 * logs, commands, parked events, faults), then what observers saw, against the logs. Memory grows with the events of the
 * logs (some 80 bytes each) and with the commands noted (some 500 bytes each), not with what observers noted.
 */
export async function checkHistory(
  files: readonly NoteFile[],
  options: CheckOptions = {},
): Promise<HistoryReport> {
  const places = new Places();
  const findings = new Findings(places, options.counterexamples ?? 10);
  const gathered = new Gathered(options, findings);
  const numbered = files.map((file) => ({ file, number: places.file(file.name) }));

  const readings: ({ readonly name: string } & Reading)[] = [];
  for (const { file, number } of numbered) {
    const reading = await file.read((note, line) => gathered.add(note, Places.of(number, line)));
    readings.push({ name: file.name, ...reading });
  }
  const { commands, logs, parked, folds, recovery } = gathered;
  checkAppends(commands, logs, findings);
  checkConcurrency(commands, logs, findings);

  const judgement = new Judgement(gathered, findings, options.stuckMs ?? 30_000);
  for (const { file, number } of numbered) {
    await file.read((note, line) => judgement.add(note, Places.of(number, line)));
  }
  for (const audience of gathered.audiences()) {
    const log = logs.of(audience.context);
    if (log !== undefined) checkCoverage(audience, log, gathered.sourcesOf(log), parked, findings);
  }
  folds.finish();
  checkParking(parked, logs, (consumer, log) => gathered.wantsOf(consumer, log), findings);
  const recoveries = recovery.check(options.recoveryMs ?? 60_000, findings);

  const verdicts = findings.verdicts();
  const unsound = unsoundness(readings, gathered, judgement);
  return {
    ok: unsound.length === 0 && verdicts.every(({ verdict }) => verdict !== 'broken'),
    verdicts,
    files: readings,
    commands: countOutcomes(gathered),
    logs: [...logs.all()].map(({ context, size, head }) => ({ context, events: size, head })),
    observers: [...gathered.audiences()].map((audience) => ({
      audience: audience.name,
      of: audience.of,
      events: judgement.eventsOf(audience),
    })),
    recoveries,
    faults: recovery.afterEach(),
    unsound,
    remarks: remarksOn(gathered),
  };
}

function countOutcomes({ commands }: Gathered): HistoryReport['commands'] {
  const counts = { acknowledged: 0, nothing: 0, unknown: 0 };
  for (const command of commands.all()) counts[outcomeOf(command)] += 1;
  return { acknowledged: counts.acknowledged, refused: counts.nothing, unknown: counts.unknown };
}

function unsoundness(
  readings: readonly ({ readonly name: string } & Reading)[],
  { commands, logs }: Gathered,
  { undeclared }: Judgement,
): readonly string[] {
  const found: string[] = [];
  for (const { name, damaged } of readings) {
    for (const { line, problem } of damaged) found.push(`${name}:${line} is no note: ${problem}`);
  }
  const count = (many: number, words: string) => {
    if (many > 0) found.push(`${many} ${words}`);
  };
  count(undeclared, 'events of observers that never introduced themselves');
  count(logs.incomplete, 'events of a final reading without stream, revision, id, type or command');
  count(commands.orphans, 'answers to nothing that was sent, or without what an acknowledgement says');
  return found;
}

function remarksOn(gathered: Gathered): readonly string[] {
  const remarks: string[] = [];
  for (const { name, context, of, caughtUpTo } of gathered.audiences()) {
    if (gathered.logs.of(context) === undefined) {
      remarks.push(`${name}: there is no final reading of the log of ${context} to compare it with`);
    } else if (caughtUpTo === undefined && of !== 'log') {
      remarks.push(`${name} never said that it had caught up: what it lacks at its end was not judged`);
    }
  }
  for (const name of gathered.folds.unknown) remarks.push(`there is no reference to compare "${name}" with`);
  return remarks;
}
