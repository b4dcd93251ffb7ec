import { Audience } from './audience.ts';
import { FoldCheck, type Folds } from './check-folds.ts';
import { RecoveryCheck } from './check-recovery.ts';
import { CommandLedger } from './command-ledger.ts';
import { FaultHistory } from './fault-history.ts';
import { FinalLogs } from './final-logs.ts';
import type { Findings } from './findings.ts';
import { type LogIndex, WantedEvents } from './log-index.ts';
import { contextOfSource, type Note } from './notes.ts';
import { ParkedHistory } from './parked-history.ts';
import { StreamSources } from './stream-sources.ts';

/** What the first reading of all notes gathers: everything that stands for itself, whichever file it comes from. */
export class Gathered {
  readonly logs: FinalLogs;
  readonly commands = new CommandLedger();
  readonly faults = new FaultHistory();
  readonly parked = new ParkedHistory();
  readonly recovery: RecoveryCheck;
  readonly folds: FoldCheck;
  readonly #sources = new StreamSources();
  readonly #sourcesOf = new Map<LogIndex, readonly string[]>();
  readonly #audiences = new Map<string, Audience>();
  /** Per context and observer. The final readings have none. */
  readonly #audienceOf = new Map<string, Audience>();
  readonly #finalReaders = new Set<string>();
  readonly #allCommandsAfter = new Map<string, number>();

  constructor(folds: Folds, findings: Findings) {
    this.logs = new FinalLogs(findings);
    this.recovery = new RecoveryCheck(this.faults);
    this.folds = new FoldCheck(folds, this.parked, findings);
  }

  add(note: Note, place: number): void {
    this.recovery.saw(note.mono);
    switch (note.kind) {
      case 'observer': {
        const key = keyOf(note.by, note.context);
        if (note.final === true) {
          this.#finalReaders.add(key);
          return;
        }
        const name = nameOf(note.of, note.audience, note.context);
        const audience = this.#audiences.get(name) ?? new Audience(note, place);
        this.#audiences.set(name, audience);
        this.#audienceOf.set(key, audience);
        return;
      }
      case 'opened':
        for (const audience of this.audiencesOf(note.by)) audience.opened(note);
        return;
      case 'caught-up':
        if (this.isFinal(note.by, note.context)) this.logs.caughtUp(note);
        else this.audienceOf(note.by, note.context)?.caughtUp(note, place);
        return;
      case 'event':
        if (this.isFinal(note.by, contextOfSource(note.source))) this.logs.event(note, place);
        else this.#sources.note(note);
        return;
      case 'sent':
        this.commands.sent(note, place);
        return;
      case 'answered':
        this.commands.answered(note, place);
        return;
      case 'commands': {
        const after = Math.min(this.allCommandsAfter(note.context), note.after);
        this.#allCommandsAfter.set(note.context, after);
        return;
      }
      case 'parked':
        this.parked.listed(note, place);
        return;
      case 'retried':
        this.parked.retries.push({ note, place });
        return;
      case 'poison':
        this.parked.poisons.push({ note, place });
        return;
      case 'effects':
        this.folds.effects(note, place);
        return;
      case 'document':
        this.folds.document(note, place);
        return;
      case 'documents':
        this.folds.documents(note, place);
        return;
      case 'fault':
        this.faults.note(note, place);
        return;
      case 'lag':
        this.recovery.lag(note, place);
        return;
      default:
        return;
    }
  }

  /** The observer reads the log whole, when nothing is written any more. */
  isFinal(by: string, context: string): boolean {
    return this.#finalReaders.has(keyOf(by, context));
  }

  /** Behind which position an event without cause has a client among the notes; Infinity when nobody said so. */
  allCommandsAfter(context: string): number {
    return this.#allCommandsAfter.get(context) ?? Infinity;
  }

  audiences(): Iterable<Audience> {
    return this.#audiences.values();
  }

  audienceOf(by: string, context: string): Audience | undefined {
    return this.#audienceOf.get(keyOf(by, context));
  }

  /** One observer can have introduced itself for several contexts. */
  audiencesOf(by: string): readonly Audience[] {
    return [...this.#audiences.values()].filter(
      (audience) => this.audienceOf(by, audience.context) === audience,
    );
  }

  /** What a consumer's documents are made of, as its projection's observer has said; everything otherwise. */
  wantsOf(consumer: string, log: LogIndex): WantedEvents {
    const audience = this.#audiences.get(nameOf('projection', consumer, log.context));
    return audience?.wants(log) ?? new WantedEvents(log);
  }

  /** Per stream number of a log, its source. Complete once everything has been read. */
  sourcesOf(log: LogIndex): readonly string[] {
    let sources = this.#sourcesOf.get(log);
    if (sources === undefined) this.#sourcesOf.set(log, (sources = this.#sources.of(log)));
    return sources;
  }
}

function keyOf(by: string, context: string): string {
  return `${context} ${by}`;
}

function nameOf(of: string, audience: string, context: string): string {
  return `${of} ${context} ${audience}`;
}
