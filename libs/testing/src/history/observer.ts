import type { Audience } from './audience.ts';
import { standOf } from './audience.ts';
import type { Findings } from './findings.ts';
import type { LogIndex, WantedEvents } from './log-index.ts';
import type { CaughtUpNote, EventNote, OpenedNote, PassedNote, Positions, ResetNote } from './notes.ts';
import type { ParkedHistory } from './parked-history.ts';

/** Reasons of a reset that say the feed does not know a cursor, which it wrote itself. */
const cursorLost: ReadonlySet<string> = new Set(['unknown-cursor', 'foreign-cursor']);

export interface ObserverOptions {
  readonly audience: Audience;
  readonly log: LogIndex;
  readonly findings: Findings;
  readonly parked: ParkedHistory;
}

/**
 * What a whole audience saw, whoever of it, is judged afterwards (`checkCoverage`): notes of two observers are in no order.
 *
 * One observer's events against the log, in the order it was given them. What it is held to:
 *
 * - every event is the log's at that position, for all (P2);
 * - within a run, each event of a stream follows the one it got before, or repeats what it had; a run that knows where it
 *   begins gets each stream from there on (P3);
 * - `log`: positions strictly increase within a run, and nothing wanted is passed over (P5);
 * - `topic`: a stream stays in its partition (P10); with `once`, no event in two records (P9);
 * - `projection`: with `once`, no event twice (P9);
 * - `stream`: with `once`, no line twice over all connections; within one, no line behind another of its source (P11).
 */
export class Observer {
  readonly #options: ObserverOptions;
  readonly #wants: WantedEvents;
  #run = -1;
  #after: Positions | undefined;
  /** Per stream, the index of the event it got last in this run. */
  readonly #last = new Map<number, number>();
  /** Per source, the position it got last in this run, and where. */
  readonly #positions = new Map<string, { position: number; place: number }>();
  /** Of a log: the index up to which everything wanted has been given in this run. */
  #passed: number | undefined;

  constructor(options: ObserverOptions) {
    this.#options = options;
    this.#wants = options.audience.wants(options.log);
  }

  /** A connection, an assignment, a reading begins. */
  opened({ run, after }: OpenedNote): void {
    const { audience, findings } = this.#options;
    if (audience.of === 'stream' && run > 0) findings.checked('P11', 'resumed');
    this.#begin(run, after);
  }

  /** A feed gave up on its client's place. It may when the client was away for long, never because it does not know it. */
  reset(note: ResetNote, place: number): void {
    const { run, reason, after } = note;
    const { audience, findings } = this.#options;
    findings.checked('P11', 'resets');
    audience.reset(note);
    if (cursorLost.has(reason)) {
      findings.broken('P11', {
        place,
        expected: `${audience.name} resumed behind the cursor that the feed gave it`,
        seen: `reset: ${reason}`,
      });
    }
    this.#begin(run, after);
  }

  /** It claims to have been given everything up to here. */
  caughtUp({ position }: CaughtUpNote, place: number): void {
    this.#passTo(position, place);
  }

  #begin(run: number, after: Positions | undefined): void {
    this.#run = run;
    this.#after = after;
    this.#last.clear();
    this.#positions.clear();
    this.#passed = undefined;
    const { audience, log } = this.#options;
    if (audience.of === 'log' && after !== undefined) this.#passed = log.floor(standOf(after, log.context));
  }

  event(note: EventNote, place: number): void {
    const run = note.run ?? 0;
    if (run !== this.#run) this.#begin(run, undefined);
    const { audience, log } = this.#options;
    if (note.position > log.head && note.mono > log.readAt) return;
    const index = this.#matching(note, place);
    if (index < 0) return;
    const isNew = audience.seen.add(index);
    this.#checkStream(note, index, isNew, place);
    if (audience.of === 'log') this.#checkLog(note, index, place);
    else if (audience.of === 'topic') this.#checkTopic(note, index, isNew, place);
    else if (audience.of === 'projection') this.#checkProjection(note, index, isNew, place);
    else this.#checkFeed(note, index, isNew, place);
    this.#positions.set(note.source, { position: note.position, place });
    audience.reached.set(note.source, Math.max(audience.reached.get(note.source) ?? 0, note.position));
  }

  /** Of a log: nothing wanted lies up to here that was not given. */
  passed({ run = 0, position }: PassedNote, place: number): void {
    if (run === this.#run) this.#passTo(position, place);
  }

  #passTo(position: number, place: number): void {
    const { audience, log } = this.#options;
    if (audience.of === 'log' && this.#passed !== undefined) this.#pass(log.floor(position), place);
  }

  #matching(note: EventNote, place: number): number {
    const { log, findings } = this.#options;
    findings.checked('P2', 'compared');
    const index = log.find(note.position);
    const otherwise = index < 0 ? 'no event there' : log.contradiction(index, note);
    if (otherwise === undefined) return index;
    findings.broken('P2', {
      place,
      expected:
        index < 0
          ? `an event of the log of ${log.context}, which has none at position ${note.position}`
          : log.describe(index),
      seen: index < 0 ? `${note.type ?? 'an event'} of ${note.stream ?? 'an unnamed stream'}` : otherwise,
      related: index < 0 ? [] : [log.place(index)],
    });
    return -1;
  }

  #checkStream(note: EventNote, index: number, isNew: boolean, place: number): void {
    const { log, findings } = this.#options;
    findings.checked('P3', 'steps');
    const stream = log.stream(index);
    const last = this.#last.get(stream);
    this.#last.set(stream, index);
    let before = this.#wants.before(index);
    while (before >= 0 && this.#mayLack(log.position(before))) before = this.#wants.before(before);
    const isRepeat = last !== undefined && index <= last && !isNew;
    if (last === undefined ? !this.#beginsAfter(note.source, before) : before === last || isRepeat) return;
    const elder = before < 0 ? 'the first of its stream' : log.describe(before);
    findings.broken('P3', {
      place,
      expected: `${elder} before it`,
      seen: `${log.describe(index)}${last === undefined ? '' : `, right after ${log.describe(last)}`}`,
      related: [...(before < 0 ? [] : [log.place(before)]), ...(last === undefined ? [] : [log.place(last)])],
    });
  }

  /** What an operator gave up is never applied; what was parked is no line of a feed, its clients are told to reload. */
  #mayLack(position: number): boolean {
    const { audience, parked } = this.#options;
    if (parked.gaveUp(audience.name, position)) return true;
    return audience.fedBy !== undefined && parked.everParked(audience.fedBy, position) !== undefined;
  }

  /** The run began in front of the event that comes before: it had to be given first. */
  #beginsAfter(source: string, before: number): boolean {
    if (this.#after === undefined || before < 0) return false;
    return this.#options.log.position(before) > standOf(this.#after, source);
  }

  #checkLog(note: EventNote, index: number, place: number): void {
    const { log, findings } = this.#options;
    findings.checked('P5', 'followed');
    const last = this.#positions.get(note.source);
    if (last !== undefined && note.position <= last.position) {
      findings.broken('P5', {
        place,
        expected: `a position after ${last.position} of ${log.context}`,
        seen: `position ${note.position}`,
        related: [last.place],
      });
      return;
    }
    if (this.#passed !== undefined) this.#pass(index - 1, place);
    this.#passed = index;
  }

  /** Everything wanted up to the index had to be given by now. */
  #pass(upTo: number, place: number): void {
    const { audience, log, findings } = this.#options;
    for (let index = (this.#passed ?? upTo) + 1; index <= upTo; index += 1) {
      if (!this.#wants.has(index)) continue;
      findings.broken('P5', {
        place,
        expected: `${log.describe(index)} before anything behind it`,
        seen: `${audience.name} passed it; it appeared behind the reader`,
        related: [log.place(index)],
      });
    }
    this.#passed = Math.max(this.#passed ?? upTo, upTo);
  }

  #checkTopic(note: EventNote, index: number, isNew: boolean, place: number): void {
    const { audience, log, findings } = this.#options;
    const isAnother = audience.records(log).isAnother(index, note, isNew, place);
    if (audience.delivers === 'once') {
      if (isNew || isAnother) findings.checked('P9', 'topic');
      if (isAnother) this.#repeated('P9', index, place);
    }
    const stream = log.stream(index);
    const partition = audience.partitions.get(stream);
    audience.partitions.set(stream, note.source);
    if (partition === undefined || partition === note.source) return;
    findings.broken('P10', {
      place,
      expected: `${log.streamName(stream)} in ${partition}, as before`,
      seen: `${log.describe(index)} in ${note.source}: no order holds between partitions`,
    });
  }

  #checkProjection(note: EventNote, index: number, isNew: boolean, place: number): void {
    const { audience, log, findings, parked } = this.#options;
    if (audience.delivers === 'once') {
      findings.checked('P9', 'projection');
      if (!isNew) this.#repeated('P9', index, place);
    }
    if (!isNew) return;
    const { mono, position } = note;
    if (parked.everParked(audience.name, position) !== undefined)
      audience.late.set(position, { mono, place });
    const before = this.#wants.before(index);
    if (before < 0) return;
    const elder = parked.everParked(audience.name, log.position(before));
    if (elder !== undefined && !elder.givenUp) audience.followers.push({ index, before, mono, place });
  }

  #checkFeed(note: EventNote, index: number, isNew: boolean, place: number): void {
    const { findings } = this.#options;
    findings.checked('P11', 'lines');
    if (!isNew) {
      if (this.#options.audience.delivers === 'once') this.#repeated('P11', index, place);
      return;
    }
    const last = this.#positions.get(note.source);
    if (last === undefined || note.position > last.position) return;
    findings.broken('P11', {
      place,
      expected: `a line after position ${last.position} of ${note.source}`,
      seen: this.#options.log.describe(index),
      related: [last.place],
    });
  }

  #repeated(promise: 'P9' | 'P11', index: number, place: number): void {
    const { audience, log, findings } = this.#options;
    findings.broken(promise, {
      place,
      expected: `each event once at ${audience.name}`,
      seen: `${log.describe(index)} again`,
      related: [log.place(index)],
    });
  }
}
