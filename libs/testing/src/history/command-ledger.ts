import type { AnsweredNote, SentNote } from './notes.ts';

/** An attempt that was told the stream is at another revision than the one it insisted on, or kept moving. */
export interface Conflict {
  readonly actual: number;
  readonly sentAt: number;
  readonly answeredAt: number;
  readonly place: number;
}

export interface Acknowledgement {
  readonly stream: string;
  readonly revision: number;
  readonly position: number | undefined;
  readonly at: number;
  readonly place: number;
}

/** Everything its client noted of one command, over all attempts. */
export interface CommandRecord {
  readonly id: string;
  readonly context: string;
  readonly stream: string | undefined;
  readonly expected: number | undefined;
  readonly appends: readonly string[] | undefined;
  readonly sentAt: number;
  readonly place: number;
  /** Attempts without an answer. */
  open: number;
  unknown: boolean;
  acknowledged: Acknowledgement | undefined;
  conflicts: Conflict[] | undefined;
  /** A later acknowledgement that says otherwise than the first one. */
  contradicted: Acknowledgement | undefined;
  /** A later attempt, sent when the client had been told that the command was recorded, and refused. */
  denied: { readonly reason: string; readonly place: number } | undefined;
  repeats: number;
}

/** Acknowledged with events, definitely not recorded, or neither known to be. */
export type CommandOutcome = 'acknowledged' | 'nothing' | 'unknown';

export function outcomeOf(command: CommandRecord): CommandOutcome {
  if (command.acknowledged !== undefined) return 'acknowledged';
  return command.unknown || command.open > 0 ? 'unknown' : 'nothing';
}

/** What became of every command that a client has noted. */
export class CommandLedger {
  readonly #commands = new Map<string, CommandRecord>();
  /** When each attempt that has no answer yet was sent. */
  readonly #open = new Map<string, number>();
  /** Answers whose command was never noted as sent. */
  orphans = 0;

  get size(): number {
    return this.#commands.size;
  }

  has(command: string): boolean {
    return this.#commands.has(command);
  }

  get(command: string): CommandRecord | undefined {
    return this.#commands.get(command);
  }

  all(): Iterable<CommandRecord> {
    return this.#commands.values();
  }

  sent(note: SentNote, place: number): void {
    this.#open.set(attemptOf(note), note.mono);
    const known = this.#commands.get(note.command);
    if (known !== undefined) {
      known.open += 1;
      return;
    }
    this.#commands.set(note.command, {
      id: note.command,
      context: note.context,
      stream: note.stream,
      expected: note.expected,
      appends: note.appends,
      sentAt: note.mono,
      place,
      open: 1,
      unknown: false,
      acknowledged: undefined,
      conflicts: undefined,
      contradicted: undefined,
      denied: undefined,
      repeats: 0,
    });
  }

  answered(note: AnsweredNote, place: number): void {
    const command = this.#commands.get(note.command);
    const sentAt = this.#open.get(attemptOf(note));
    if (command === undefined || sentAt === undefined) {
      this.orphans += 1;
      return;
    }
    this.#open.delete(attemptOf(note));
    command.open -= 1;
    const { outcome, stream, revision } = note;
    if (outcome === 'unknown') command.unknown = true;
    if (outcome === 'refused' && note.conflict !== undefined) {
      command.conflicts ??= [];
      command.conflicts.push({ actual: note.conflict, sentAt, answeredAt: note.mono, place });
    }
    if (outcome === 'refused' && command.acknowledged !== undefined && sentAt > command.acknowledged.at) {
      command.denied ??= { reason: note.reason ?? 'refused', place };
    }
    if (outcome !== 'acknowledged' || note.result === 'unchanged') return;
    if (stream === undefined || revision === undefined) {
      this.orphans += 1;
      return;
    }
    const acknowledgement = { stream, revision, position: note.position, at: note.mono, place };
    const first = command.acknowledged;
    if (first === undefined) {
      command.acknowledged = acknowledgement;
      return;
    }
    command.repeats += 1;
    const same =
      first.stream === stream && first.revision === revision && first.position === acknowledgement.position;
    if (!same) command.contradicted ??= acknowledgement;
  }
}

function attemptOf({ command, attempt }: SentNote | AnsweredNote): string {
  return `${attempt} ${command}`;
}
