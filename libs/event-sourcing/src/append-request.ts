import type { NewEvent } from '@linli/contracts';
import type { ExpectedRevision } from './event-store.ts';

/** One append, checked and turned to text: what a store writes, whatever its engine. */
export interface AppendRequest {
  readonly streamId: string;
  readonly commandId: string;
  readonly expectedRevision: ExpectedRevision;
  readonly events: readonly AppendedText[];
}

/** A new event with its two JSON texts. */
export interface AppendedText {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly data: string;
  readonly metadata: string;
}

// Control characters have no business in a name, and a lone surrogate cannot be written as UTF-8 at all.
const forbidden = /[\p{Control}\p{Surrogate}]/u;
const longestName = 512;

/**
 * Checks an append and writes its events as JSON.
 * @throws TypeError when the call itself is wrong: no events, several command ids, a name that is empty, longer than 512
 * characters or holds control characters, a version below 1, data that JSON cannot hold.
 */
export function appendRequest(
  streamId: string,
  events: readonly NewEvent[],
  expectedRevision: ExpectedRevision,
): AppendRequest {
  const first = events[0];
  if (first === undefined) throw new TypeError('an append needs at least one event');
  const commandId = first.metadata.commandId;
  checkName('stream id', streamId);
  checkName('command id', commandId);
  checkExpected(expectedRevision);
  return {
    streamId,
    commandId,
    expectedRevision,
    events: events.map((event) => {
      if (event.metadata.commandId !== commandId)
        throw new TypeError('all events of one append carry the same command id');
      checkName('event id', event.id);
      checkName('event type', event.type);
      if (!Number.isSafeInteger(event.version) || event.version < 1)
        throw new TypeError(`event version must be a whole number from 1 on, not ${event.version}`);
      return {
        id: event.id,
        type: event.type,
        version: event.version,
        data: jsonText('data', event.data),
        metadata: jsonText('metadata', event.metadata),
      };
    }),
  };
}

function checkName(what: string, value: string): void {
  if (typeof value !== 'string' || value.length === 0 || value.length > longestName)
    throw new TypeError(`${what} must be 1 to ${longestName} characters`);
  if (forbidden.test(value))
    throw new TypeError(`${what} must hold no control characters and no broken Unicode`);
}

function checkExpected(expected: ExpectedRevision): void {
  if (expected === 'any' || expected === 'no-stream') return;
  if (!Number.isSafeInteger(expected) || expected < 0)
    throw new TypeError(
      `expected revision must be 'any', 'no-stream' or a whole number from 0 on, not ${expected}`,
    );
}

function jsonText(what: string, value: unknown): string {
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined) throw new TypeError(`event ${what} cannot be written as JSON`);
  return text;
}

/** The revision an expectation stands for, `undefined` when anything will do; -1 is a stream that does not exist. */
export function revisionExpected(expected: ExpectedRevision): number | undefined {
  if (expected === 'any') return undefined;
  return expected === 'no-stream' ? -1 : expected;
}

/** Checks the options of a read; the message names the first one that makes no sense. */
export function checkReadOptions(options: { from?: number; after?: number; limit?: number }): void {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || value === Infinity) continue;
    const least = name === 'limit' ? 1 : 0;
    if (!Number.isSafeInteger(value) || value < least)
      throw new TypeError(`${name} must be a whole number from ${least} on, not ${value}`);
  }
}
