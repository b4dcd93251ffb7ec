import { createHash } from 'node:crypto';
import type { AnsweredNote, Recorder } from '@linli/testing/history';
import { tenant } from '../city.ts';
import type { Answered, HttpDoor } from '../http-door.ts';
import type { Actor } from '../tokens.ts';

/** A command as it will be sent, as often as it takes, always under the same key. */
export interface PlannedCommand {
  readonly key: string;
  readonly path: string;
  readonly body: unknown;
  readonly actor: Actor;
  readonly stream?: string;
  /** Sent as `If-Match`. */
  readonly expected?: number;
  /** Types of the events it appends when it appends any. */
  readonly appends?: readonly string[];
}

export type CommandOutcome =
  | { readonly outcome: 'acknowledged'; readonly stream: string; readonly revision: number }
  | { readonly outcome: 'refused'; readonly code: string; readonly conflict?: number }
  | { readonly outcome: 'unknown' };

export interface CommandClientOptions {
  readonly name: string;
  readonly origin: string;
  readonly door: HttpDoor;
  readonly recorder: Recorder;
}

/** Counts what clients were told, over all of them. */
export interface Tally {
  acknowledged: number;
  refused: number;
  unknown: number;
  /** Of those that were refused, how many because the log's disk was full (507). */
  full: number;
}

/** Sends commands to the incidents service and notes, before and after, what it sent and what it was told. */
export class CommandClient {
  readonly tally: Tally = { acknowledged: 0, refused: 0, unknown: 0, full: 0 };
  readonly #options: CommandClientOptions;
  readonly #attempts = new Map<string, number>();

  constructor(options: CommandClientOptions) {
    this.#options = options;
  }

  /** One attempt. What cannot be told to have been recorded, nor not to have been, is unknown. */
  async send(command: PlannedCommand): Promise<CommandOutcome> {
    const { name, origin, door, recorder } = this.#options;
    const attempt = (this.#attempts.get(command.key) ?? 0) + 1;
    this.#attempts.set(command.key, attempt);
    const { key, path, body, actor, stream, expected, appends } = command;
    const recorded = recordedAs(actor, key);
    recorder.note(name, {
      kind: 'sent',
      command: recorded,
      attempt,
      context: 'incidents',
      ...(stream === undefined ? {} : { stream }),
      ...(expected === undefined ? {} : { expected }),
      ...(appends === undefined ? {} : { appends }),
    });
    const said = { kind: 'answered', command: recorded, attempt } as const;
    let answered: Answered;
    try {
      answered = await door.ask({
        method: 'POST',
        url: `${origin}${path}`,
        actor,
        headers: {
          'idempotency-key': key,
          ...(expected === undefined ? {} : { 'if-match': `"${expected}"` }),
        },
        body,
      });
    } catch (error) {
      recorder.note(name, { ...said, outcome: 'unknown', reason: codeOf(error) });
      return this.#count({ outcome: 'unknown' });
    }
    if (answered.status === storeFull) this.tally.full += 1;
    const [outcome, told] = understood(answered);
    recorder.note(name, { ...said, ...told });
    return this.#count(outcome);
  }

  #count(outcome: CommandOutcome): CommandOutcome {
    this.tally[outcome.outcome] += 1;
    return outcome;
  }
}

/** The id under which the log has a sender's command: UUID version 5 (RFC 9562) of tenant, subject and key. */
function recordedAs({ role }: Actor, key: string): string {
  const bytes = createHash('sha1')
    .update(Buffer.from('5b0c9c8e6f2a5d0e9a534f7f2b1d8c11', 'hex'))
    .update(`${tenant}/chaos-${role}/${key}`)
    .digest()
    .subarray(0, 16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** Insufficient storage: the log takes nothing when its disk is full. */
const storeFull = 507;

interface CommandAnswer {
  readonly outcome: 'recorded' | 'repeated' | 'unchanged';
  readonly streamId: string;
  readonly revision: number;
  readonly position: string;
}

type Told = Omit<AnsweredNote, 'kind' | 'command' | 'attempt' | 'at' | 'mono' | 'by'>;

/**
 * 2xx is a yes. 4xx is a no, and so is 507: nothing was recorded. Every other answer may come after the append as well as
 * before it.
 */
function understood({ status, body }: Answered): readonly [CommandOutcome, Told] {
  if (status === 200 || status === 201) {
    const { outcome: result, streamId: stream, revision, position: place } = body as CommandAnswer;
    const [source = '', position] = place.split(':');
    return [
      { outcome: 'acknowledged', stream, revision },
      { outcome: 'acknowledged', result, stream, revision, source, position: Number(position) },
    ];
  }
  const { type = '', revision } = (body ?? {}) as { readonly type?: string; readonly revision?: number };
  const code = type.slice(type.lastIndexOf('/') + 1) || String(status);
  const isDefinite = (status >= 400 && status < 500 && status !== 408) || status === storeFull;
  if (!isDefinite) return [{ outcome: 'unknown' }, { outcome: 'unknown', reason: code }];
  const isConflict = (status === 409 || status === 412) && revision !== undefined;
  return isConflict
    ? [
        { outcome: 'refused', code, conflict: revision },
        { outcome: 'refused', conflict: revision, reason: code },
      ]
    : [
        { outcome: 'refused', code },
        { outcome: 'refused', reason: code },
      ];
}

function codeOf(error: unknown): string {
  const { code, name } = error as { readonly code?: string; readonly name?: string };
  return code ?? name ?? 'failure';
}
