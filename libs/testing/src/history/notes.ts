/**
 * What clients and observers of a running city write down, one JSON object to a line. A note says what its writer saw and
 * nothing it concluded; the checker draws the conclusions.
 *
 * A **source** is what positions are of, as `EventBus` names it: a context's log (`incidents`) or a partition of its topic
 * (`incidents/3`). Positions are those of the context's log in both cases.
 */
export type Note =
  | ObserverNote
  | OpenedNote
  | EventNote
  | PassedNote
  | CaughtUpNote
  | ResetNote
  | SentNote
  | AnsweredNote
  | CommandsNote
  | CheckpointNote
  | ParkedNote
  | RetriedNote
  | PoisonNote
  | EffectsNote
  | DocumentNote
  | DocumentsNote
  | FaultNote
  | LagNote;

export interface NoteBase {
  /** Wall clock, milliseconds since 1970 UTC: for people. */
  readonly at: number;
  /** The machine's monotonic clock in milliseconds, the same for all of its processes: what is compared. */
  readonly mono: number;
  /** Who writes it. */
  readonly by: string;
}

/**
 * What is observed:
 * - `log`: the context's log itself, in its order (P5);
 * - `topic`: the context's topic, in the order of each partition (P9, P10);
 * - `projection`: the events a view has absorbed, each once (P1, P9);
 * - `stream`: a feed that is resumed by cursor, such as one SSE client (P11).
 */
export type Observed = 'log' | 'topic' | 'projection' | 'stream';

/** Introduces an observer; stands before its first event. */
export interface ObserverNote extends NoteBase {
  readonly kind: 'observer';
  readonly of: Observed;
  readonly context: string;
  /**
   * Observers of one audience share what they see: members of a consumer group, connections of one client. For a
   * projection it is the name of the consumer with its generation, as checkpoints and parked events are noted under.
   */
  readonly audience: string;
  /** How often an event may come: `once`, or `at-least-once` when redelivery is part of the promise. */
  readonly delivers: 'once' | 'at-least-once';
  /** Which events of the context it is to be given; all when left out. */
  readonly wants?: Wanted;
  /** Of a log: read whole, when nothing is written any more. What all others are compared with. */
  readonly final?: boolean;
  /** Of a stream: the consumer whose documents it is told. What that one has parked may be missing after a reset. */
  readonly fedBy?: string;
}

export interface Wanted {
  readonly types?: readonly string[];
  /** Only streams whose id starts with this. */
  readonly streams?: string;
}

/** A connection, an assignment, a reading begins: what comes under this run lies behind `after`. */
export interface OpenedNote extends NoteBase {
  readonly kind: 'opened';
  readonly run: number;
  /** Per source; one that is missing begins at 0. Left out when the observer does not know where it begins. */
  readonly after?: Positions;
}

export type Positions = Readonly<Record<string, number>>;

/** An event, in the order the observer was given it. A log tells all fields; others what they carry. */
export interface EventNote extends NoteBase {
  readonly kind: 'event';
  /** Default 0. */
  readonly run?: number;
  readonly source: string;
  readonly position: number;
  readonly stream?: string;
  readonly revision?: number;
  readonly id?: string;
  readonly type?: string;
  readonly command?: string;
  /** Id of the event that a reactor answered with it. */
  readonly cause?: string;
  /** Of a topic: the record's offset. A record read again has the same one. */
  readonly offset?: number;
  /** What reference folds need of the event beside the above. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** The reader has been told that there is nothing for it up to here. */
export interface PassedNote extends NoteBase {
  readonly kind: 'passed';
  readonly run?: number;
  readonly source: string;
  readonly position: number;
}

/** The observer has waited long enough and claims to have seen everything of the context up to here. */
export interface CaughtUpNote extends NoteBase {
  readonly kind: 'caught-up';
  readonly context: string;
  readonly position: number;
}

/** A stream told its client to load its snapshot again, and goes on behind `after`. */
export interface ResetNote extends NoteBase {
  readonly kind: 'reset';
  readonly run: number;
  readonly reason: string;
  readonly after: Positions;
}

/** A command leaves its client; written before the first byte does. */
export interface SentNote extends NoteBase {
  readonly kind: 'sent';
  /** `Idempotency-Key`; the same for every attempt. */
  readonly command: string;
  readonly attempt: number;
  readonly context: string;
  /** Where it is known before the answer. */
  readonly stream?: string;
  /** The revision insisted on (`If-Match`). */
  readonly expected?: number;
  /** Types of the events it appends when it appends any, in their order, where the client can know them. */
  readonly appends?: readonly string[];
}

/**
 * How an attempt ended. `refused` is a definite no: nothing of this attempt is or will be in the log. Everything that is
 * neither yes nor no (timeout, cut connection, an error of the server) is `unknown`.
 */
export interface AnsweredNote extends NoteBase {
  readonly kind: 'answered';
  readonly command: string;
  readonly attempt: number;
  readonly outcome: 'acknowledged' | 'refused' | 'unknown';
  /** Of an acknowledgement: `unchanged` recorded nothing and has no events. */
  readonly result?: 'recorded' | 'repeated' | 'unchanged';
  readonly stream?: string;
  /** Revision and position of the command's last event. */
  readonly revision?: number;
  readonly source?: string;
  readonly position?: number;
  /** Of a refusal: the revision the stream was said to be at instead of `expected`, -1 for a stream that does not exist. */
  readonly conflict?: number;
  /** Of a refusal or a failure, for people: a code, never content. */
  readonly reason?: string;
}

/** From here on every command to the context is noted: an event without cause has a client among these notes. */
export interface CommandsNote extends NoteBase {
  readonly kind: 'commands';
  readonly context: string;
  readonly after: number;
}

/** What a store held in one transaction: a consumer's checkpoint and how far its documents were. */
export interface CheckpointNote extends NoteBase {
  readonly kind: 'checkpoint';
  /** With its generation. */
  readonly consumer: string;
  readonly source: string;
  readonly position: number;
  /** Highest position of an event among its documents, in the same transaction. */
  readonly applied?: number;
  /** Last known position of the source then. */
  readonly head?: number;
}

/** All parked events of a consumer at one moment. */
export interface ParkedNote extends NoteBase {
  readonly kind: 'parked';
  readonly consumer: string;
  readonly items: readonly ParkedItem[];
  /** The consumer's checkpoint per source, read in the same transaction. */
  readonly checkpoints?: Positions;
}

export interface ParkedItem {
  readonly source: string;
  readonly position: number;
  readonly stream: string;
  readonly state: 'poison' | 'held' | 'discarded';
  readonly reason: string;
}

/** An operator had a stream's parked events tried again. */
export interface RetriedNote extends NoteBase {
  readonly kind: 'retried';
  readonly consumer: string;
  readonly stream: string;
  readonly applied: number;
  readonly remaining: number;
}

/** An event that these consumers cannot apply has been put into the log. */
export interface PoisonNote extends NoteBase {
  readonly kind: 'poison';
  readonly context: string;
  readonly position: number;
  readonly consumers: readonly string[];
}

/** What a consumer's documents add up to, per key, when it had absorbed the context up to `position`. */
export interface EffectsNote extends NoteBase {
  readonly kind: 'effects';
  readonly consumer: string;
  readonly context: string;
  /** Names the reference fold that says what it should be. */
  readonly effect: string;
  readonly position: number;
  readonly counts: Readonly<Record<string, number>>;
}

/** One document of a collection; `documents` ends the collection. */
export interface DocumentNote extends NoteBase {
  readonly kind: 'document';
  readonly consumer: string;
  readonly context: string;
  readonly collection: string;
  readonly key: string;
  readonly body: unknown;
}

/** The documents noted before by the same observer are the whole collection, folded up to `position`. */
export interface DocumentsNote extends NoteBase {
  readonly kind: 'documents';
  readonly consumer: string;
  readonly context: string;
  readonly collection: string;
  readonly position: number;
}

export interface FaultNote extends NoteBase {
  readonly kind: 'fault';
  /** Pairs `begin` with `heal`. */
  readonly fault: string;
  readonly phase: 'begin' | 'heal';
  /** `kill -9 operations`. */
  readonly what: string;
}

/** How far a consumer was behind, in events, over all of its sources. */
export interface LagNote extends NoteBase {
  readonly kind: 'lag';
  readonly consumer: string;
  readonly lag: number;
}

/** The context a source belongs to: `incidents/3` is a partition of `incidents`. */
export function contextOfSource(source: string): string {
  const slash = source.indexOf('/');
  return slash < 0 ? source : source.slice(0, slash);
}
