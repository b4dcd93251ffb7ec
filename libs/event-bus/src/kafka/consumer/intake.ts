import type { RecordedEvent } from '@linli/contracts';
import type { KafkaMessage } from 'kafkajs';
import { afterHeader, positionIn, previousHeader } from '../record-headers.ts';
import { Backlog, type Budget, type Portion } from './backlog.ts';
import { Chain, type Link } from './chain.ts';
import type { RecordReader } from './decode.ts';
import { type PartitionRange, Placement, type Verdict } from './placement.ts';
import type { KafkaJournal } from '../kafka-connection.ts';

/** Told of a message that is no event of ours; never of what is in it. */
export type OnForeign = (where: {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly reason: string;
}) => void;

/** What a partition asks of the client that fetches for it. */
export interface PartitionControl {
  seek(offset: number): void;
  pause(): void;
  resume(): void;
}

export interface IntakeOptions {
  readonly topic: string;
  readonly partition: number;
  readonly reader: RecordReader;
  readonly control: PartitionControl;
  readonly budget: Budget;
  readonly journal: KafkaJournal;
  readonly onForeign: OnForeign;
  /** The place is found: what is handed out from now on lies behind this position. */
  onPlaced(position: number): void;
  /** There may be something to take, or records that nobody takes have been passed. */
  onWork(): void;
}

/** What one fetch has brought. */
export interface Fetched {
  readonly messages: readonly KafkaMessage[];
  /** Offset of the first record, those that no consumer sees included; undefined when the broker had none there. */
  readonly first: number | undefined;
  readonly next: number;
  readonly highWatermark: number;
}

/** Bytes of one partition that may wait before no more are fetched: two fetches, so that several partitions are at work. */
const backlogBytes = 2_000_000;
/** What headers and key add to a value, about. */
const envelopeBytes = 600;
/** A subscriber that makes room within this time is waited for; for a slower one the partition is paused. */
const patienceMs = 200;

/**
 * What comes in of one partition: finds the place where the subscriber goes on, reads what is fetched from there, and
 * keeps it until it is taken. Fetching runs ahead by a bounded backlog, so a subscriber that fails or is slow holds up
 * nothing but its own partition.
 */
export class PartitionIntake {
  readonly #options: IntakeOptions;
  readonly #backlog: Backlog;
  /** What the subscriber knows already. */
  #after = 0;
  /** First offset that is there. */
  #low = 0;
  #placement: Placement | undefined;
  /** Undefined while the place to begin is not known. */
  #nextFetch: number | undefined;
  #highWatermark = 0;
  /** Reaches to the last event that was kept or passed over. */
  #chain = new Chain(0);
  #paused = true;
  #stopped = false;
  /** Why it reads no further: something is missing, and only somebody who acts can bring it back. */
  #broken: string | undefined;
  /** Where a fetch did not go on from the one before; told once, it is asked for again. */
  #missing: number | undefined;
  #onRoom: (() => void) | undefined;

  constructor(options: IntakeOptions) {
    this.#options = options;
    this.#backlog = new Backlog(options.budget);
  }

  /** Offset behind the last record that was read; undefined before the place is found. */
  get next(): number | undefined {
    return this.#placement ? undefined : this.#nextFetch;
  }

  /** Why nothing behind what was handed out may be: an event is missing, or it is not known that none is. */
  get broken(): string | undefined {
    return this.#broken ?? this.#chain.doubt;
  }

  get highWatermark(): number {
    return this.#highWatermark;
  }

  get isEmpty(): boolean {
    return this.#backlog.isEmpty;
  }

  /** Nothing is fetched for now, so where the partition ends has to be asked for. */
  get isPaused(): boolean {
    return this.#paused;
  }

  endsAt(highWatermark: number): void {
    this.#highWatermark = Math.max(this.#highWatermark, highWatermark);
  }

  begin(after: number | 'end', range: PartitionRange, committed: number | undefined): void {
    if (this.#stopped) return;
    this.#highWatermark = range.high;
    this.#after = after === 'end' ? 0 : after;
    this.#low = range.low;
    this.#placement = new Placement(after, range, committed);
    this.#readFrom(this.#placement);
    const verdict = this.#placement.atOnce();
    if (verdict) this.#obey(verdict);
    this.#resume();
  }

  /** The group was joined anew and the partition has stayed: the client has to be told again where it is. */
  rejoined(): void {
    if (this.#nextFetch !== undefined) this.#options.control.seek(this.#nextFetch);
    if (this.#paused) this.#options.control.pause();
    else this.#options.control.resume();
  }

  /** Resolves late, within a bound, when what is here is not taken fast enough. */
  async accept(fetched: Fetched): Promise<void> {
    if (this.#stopped || this.#broken !== undefined) return;
    if (this.#nextFetch === undefined || !this.#goesOn(fetched)) return;
    const { messages, next } = fetched;
    const before = this.#chain.reached;
    const read = this.#read(messages, this.#placement?.until ?? Infinity);
    const reachedOffset = read.broken?.offset ?? next;
    this.#nextFetch = reachedOffset;
    this.#highWatermark = fetched.highWatermark;
    this.#chain = read.chain;
    if (this.#placement && !this.#obey(this.#placement.look({ ...read, next }))) return;
    for (const { offset, reason } of read.foreign) this.#tellForeign(offset, reason);
    const position = read.chain.reached;
    if (position > before) this.#backlog.push({ ...read, position, next: reachedOffset });
    if (read.broken) this.#break(read.broken.offset, read.broken.reason);
    this.#options.onWork();
    if (!this.#isFull()) return;
    await this.#room();
    if (this.#isFull() && !this.#stopped) this.#pause();
  }

  /** At most so many events of what waits; `isEmpty` tells when there is nothing. */
  take(limit: number): Portion {
    const portion = this.#backlog.take(limit);
    if (!this.#isFull()) {
      this.#onRoom?.();
      if (this.#paused && this.#nextFetch !== undefined && this.#broken === undefined) this.#resume();
    }
    return portion;
  }

  stop(): void {
    this.#stopped = true;
    this.#backlog.clear();
    this.#onRoom?.();
  }

  /** True when what was just read is to be kept. */
  #obey(verdict: Verdict): boolean {
    switch (verdict.kind) {
      case 'read on':
        return false;
      case 'read from':
        this.#readFrom(this.#placement as Placement);
        return false;
      case 'begin here':
        this.#placement = undefined;
        this.#options.onPlaced(this.#after);
        return true;
      case 'begin behind': {
        const { position, offset } = verdict;
        this.#placement = undefined;
        this.#chain = this.#chain.movedTo(position);
        this.#seek(offset);
        this.#options.onPlaced(position);
        // An empty batch first, so that the subscriber can store where it begins.
        this.#backlog.push({
          events: [],
          offsets: [],
          unreadable: new Map(),
          position,
          next: offset,
          bytes: 0,
        });
        this.#options.onWork();
        return false;
      }
    }
  }

  /** Begins, or begins anew, to look for the place. */
  #readFrom({ from, until }: Placement): void {
    this.#chain = new Chain(this.#after);
    this.#seek(from);
    if (this.#low === 0 || from > this.#low || until < Infinity) return;
    const { topic, partition, journal } = this.#options;
    const gone = `it begins at offset ${this.#low}, what was before is gone`;
    journal('warn', `${topic}/${partition}: ${gone}`);
    this.#chain.doubted(gone);
  }

  #read(messages: readonly KafkaMessage[], until: number) {
    const events: RecordedEvent[] = [];
    const offsets: number[] = [];
    const unreadable = new Map<number, Error>();
    const foreign: { offset: number; reason: string }[] = [];
    let first: number | undefined;
    let broken: { offset: number; reason: string } | undefined;
    let chain = this.#chain.copy();
    let bytes = 0;
    for (const message of messages) {
      const offset = Number(message.offset);
      if (offset >= until) break;
      const reading = this.#options.reader.read(message);
      if (reading.kind === 'foreign') {
        chain.disown(positionIn(message.headers?.['ce_position']) ?? 0);
        foreign.push({ offset, reason: reading.reason });
        continue;
      }
      const position = reading.kind === 'event' ? reading.event.position : reading.position;
      const step = chain.follow(linkOf(message, position));
      if (step.kind === 'stranger') {
        foreign.push({ offset, reason: 'no relay has sent it' });
        continue;
      }
      first ??= position;
      if (step.kind === 'broken') {
        if (until === Infinity) {
          broken = { offset, reason: step.reason };
          break;
        }
        // Who wants only what comes needs to know of nothing before it but where it ends.
        chain = chain.movedTo(position);
      }
      // What is known a relay that was not sure has sent twice, or the subscriber has it already.
      if (step.kind !== 'next' || reading.kind === 'passed-over') continue;
      events.push(reading.event);
      offsets.push(offset);
      bytes += envelopeBytes + (message.value?.length ?? 0);
      if (reading.unreadable) unreadable.set(position, reading.unreadable);
    }
    const last = first === undefined ? undefined : chain.reached;
    return { events, offsets, unreadable, foreign, first, last, chain, broken, bytes };
  }

  /**
   * Whether it goes on where the fetch before ended. If not, it is asked for once more; when the broker insists, the
   * records between are gone from the topic, and what follows must prove that no event was among them.
   */
  #goesOn({ first }: Fetched): boolean {
    const expected = this.#nextFetch as number;
    if (first === undefined || first <= expected) return true;
    const { topic, partition, journal } = this.#options;
    if (this.#missing !== expected) {
      this.#missing = expected;
      this.#seek(expected);
      return false;
    }
    const gone = `the records from offset ${expected} to ${first - 1} are gone`;
    journal('error', `${topic}/${partition}: ${gone}`);
    this.#chain.doubted(gone);
    return true;
  }

  /** Keeps what was read before, and reads no further: a view that goes on would be wrong and not know it. */
  #break(offset: number, reason: string): void {
    const { topic, partition, journal } = this.#options;
    this.#broken = `it stops at offset ${offset} of ${topic}/${partition}: ${reason}`;
    journal('error', this.#broken);
    this.#seek(offset);
    this.#pause();
  }

  #seek(offset: number): void {
    this.#nextFetch = offset;
    this.#options.control.seek(offset);
  }

  #pause(): void {
    this.#paused = true;
    this.#options.control.pause();
  }

  #resume(): void {
    this.#paused = false;
    this.#options.control.resume();
  }

  #isFull(): boolean {
    const { bytes } = this.#backlog;
    return bytes >= backlogBytes || (bytes > 0 && this.#options.budget.isSpent);
  }

  #room(): Promise<void> {
    return new Promise((resolve) => {
      const finish = () => {
        clearTimeout(timer);
        this.#onRoom = undefined;
        resolve();
      };
      const timer = setTimeout(finish, patienceMs);
      this.#onRoom = finish;
    });
  }

  #tellForeign(offset: number, reason: string): void {
    const { topic, partition, journal, onForeign } = this.#options;
    journal('warn', `${topic}/${partition}: the message at offset ${offset} is no event of ours: ${reason}`);
    onForeign({ topic, partition, offset, reason });
  }
}

function linkOf({ headers }: KafkaMessage, position: number): Link {
  const previous = positionIn(headers?.[previousHeader]);
  const relayed = positionIn(headers?.[afterHeader]) !== undefined;
  return { position, relayed, ...(relayed && previous !== undefined && { previous }) };
}
