import type { FaultHistory } from './fault-history.ts';
import type { FinalLogs } from './final-logs.ts';
import type { Findings } from './findings.ts';
import { type LogIndex, WantedEvents } from './log-index.ts';
import type { CheckpointNote } from './notes.ts';
import type { ParkedHistory } from './parked-history.ts';

export interface CheckpointsOptions {
  readonly logs: FinalLogs;
  readonly parked: ParkedHistory;
  readonly faults: FaultHistory;
  readonly findings: Findings;
  /** What a consumer's documents are made of. */
  readonly wantsOf: (consumer: string, log: LogIndex) => WantedEvents;
  /** Per stream of a log, its source. */
  readonly sourcesOf: (log: LogIndex) => readonly string[];
  /** A checkpoint that stands still for longer, though there is more and nothing hinders it, is stuck. Milliseconds. */
  readonly stuckMs: number;
}

interface Standing {
  position: number;
  place: number;
  /** Since when it has not moved though there was more; undefined when it had nothing to do. */
  waitingSince: number | undefined;
  stuck: boolean;
  /** When it was seen to have moved last. */
  movedAt: number;
}

/**
 * P8, reader by reader in the order it read: the checkpoint of a consumer's generation and source only moves forward, is
 * not ahead of its log, and stands exactly with the documents it was read together with. P14: where an event is parked,
 * the checkpoint of its source goes on.
 */
export class CheckpointCheck {
  readonly #options: CheckpointsOptions;
  readonly #standings = new Map<string, Standing>();

  constructor(options: CheckpointsOptions) {
    this.#options = options;
  }

  note(note: CheckpointNote, place: number): void {
    const { findings, logs } = this.#options;
    findings.checked('P8', 'checkpoints');
    const log = logs.ofSource(note.source);
    if (log !== undefined) {
      this.#checkHead(note, log, place);
      if (note.applied !== undefined) this.#checkApplied(note, note.applied, log, place);
    }
    const key = `${note.by} ${note.consumer} ${note.source}`;
    const before = this.#standings.get(key);
    if (before !== undefined && note.position < before.position) {
      findings.broken('P8', {
        place,
        expected: `${note.consumer} at or after position ${before.position} of ${note.source}`,
        seen: `its checkpoint at ${note.position}`,
        related: [before.place],
      });
    }
    this.#standings.set(key, this.#standing(note, before, place));
  }

  #checkHead(note: CheckpointNote, log: LogIndex, place: number): void {
    if (note.position <= log.head || note.mono > log.readAt) return;
    this.#options.findings.broken('P8', {
      place,
      expected: `a checkpoint of ${note.consumer} at or below ${log.head}, the end of the log`,
      seen: `position ${note.position} of ${note.source}`,
    });
  }

  #checkApplied(note: CheckpointNote, applied: number, log: LogIndex, place: number): void {
    const { findings } = this.#options;
    findings.checked('P8', 'applied');
    if (applied > note.position) {
      findings.broken('P8', {
        place,
        expected: `no document of ${note.consumer} behind its checkpoint at ${note.position} of ${note.source}`,
        seen: `a document of position ${applied}, stored without its checkpoint`,
      });
      return;
    }
    const newest = this.#newestApplicable(note, log, applied);
    if (newest < 0) return;
    findings.broken('P8', {
      place,
      expected: `${log.describe(newest)} applied, since the checkpoint of ${note.consumer} covers it`,
      seen: `the checkpoint at ${note.position}, documents only up to ${applied}`,
      related: [log.place(newest)],
    });
  }

  /** An event between the documents and the checkpoint that should have become a document; -1 when there is none. */
  #newestApplicable(note: CheckpointNote, log: LogIndex, applied: number): number {
    const { parked, wantsOf, sourcesOf } = this.#options;
    const wants = wantsOf(note.consumer, log);
    const sources = sourcesOf(log);
    for (
      let index = log.floor(note.position);
      index >= 0 && log.position(index) > applied;
      index = index - 1
    ) {
      const isHere = note.source === log.context || sources[log.stream(index)] === note.source;
      if (!isHere || !wants.has(index)) continue;
      if (parked.everParked(note.consumer, log.position(index)) === undefined) return index;
    }
    return -1;
  }

  /**
   * Something of the source is parked, now as at the beginning, and the consumer's other sources go on meanwhile. When
   * none of them does, it is not what is parked that holds them up.
   */
  #isHeldUp({ by, consumer, source, mono }: CheckpointNote, since: number): boolean {
    const { parked } = this.#options;
    if (!parked.holdsAt(consumer, source, since) || !parked.holdsAt(consumer, source, mono)) return false;
    const others = [...this.#standings]
      .filter(([key]) => key.startsWith(`${by} ${consumer} `) && key !== `${by} ${consumer} ${source}`)
      .map(([, { movedAt }]) => movedAt);
    return others.length === 0 || others.some((movedAt) => movedAt > since);
  }

  #standing(note: CheckpointNote, before: Standing | undefined, place: number): Standing {
    const { faults, findings, stuckMs } = this.#options;
    const hasMore = note.head !== undefined && note.head > note.position;
    const stands = hasMore && before?.position === note.position;
    const waitingSince = stands ? (before.waitingSince ?? note.mono) : hasMore ? note.mono : undefined;
    const movedAt = before?.position === note.position ? before.movedAt : note.mono;
    const standing = { position: note.position, place, waitingSince, stuck: stands && before.stuck, movedAt };
    if (!stands || standing.stuck || waitingSince === undefined || note.mono - waitingSince <= stuckMs)
      return standing;
    if (faults.heldBetween(waitingSince, note.mono)) return { ...standing, waitingSince: note.mono };
    if (!this.#isHeldUp(note, waitingSince)) return standing;
    findings.broken('P14', {
      place,
      expected: `${note.consumer} to go on with ${note.source} behind what it has parked`,
      seen: `its checkpoint at ${note.position} for ${Math.round(note.mono - waitingSince)} ms, the head at ${note.head}`,
      related: [before.place],
    });
    return { ...standing, stuck: true };
  }
}
