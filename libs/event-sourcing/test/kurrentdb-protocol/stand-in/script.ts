/** What becomes of an append that has arrived whole. */
export type AppendFate =
  /** Taken and answered. */
  | 'answered'
  /** The connection is cut before the server has looked at it: nothing is written. */
  | 'lost'
  /** Written, but the connection is cut before the answer goes out. */
  | 'unanswered'
  /** The connection is cut first, and the append written when the promise resolves: bytes that were still under way. */
  | { readonly lateUntil: Promise<void> }
  /** Refused with this error. */
  | { readonly refusedWith: Error };

/** What becomes of the next message of a read or subscription. */
export type MessageFate = 'sent' | 'sent twice' | 'cut instead';

export type CallKind = 'read of a stream' | 'read of $all' | 'subscription to $all';

/** What a test has the stand-in do. Everything goes well when left out; a promise makes the call wait for it. */
export interface Script {
  readonly append?: (streamId: string) => AppendFate | Promise<AppendFate>;
  /** `number` counts the messages of this call from 0. */
  readonly message?: (kind: CallKind, number: number) => MessageFate | Promise<MessageFate>;
  /** Refuses a read or subscription before its first message. */
  readonly refuse?: (kind: CallKind) => Error | undefined;
}
