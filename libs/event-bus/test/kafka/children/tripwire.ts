import { Socket } from 'node:net';

/** Keys of Kafka's protocol. */
const apis = {
  Produce: 0,
  JoinGroup: 11,
  Heartbeat: 12,
  InitProducerId: 22,
  AddPartitionsToTxn: 24,
  EndTxn: 26,
};

/**
 * The moment at which a process is to be hit: its first request of this kind in a transaction is about to be sent, or
 * the answer has arrived. Transactions are told apart by the answers to their EndTxn: every other request is repeated
 * for as long as the broker is still busy with the transaction before.
 */
export interface Tripwire {
  readonly api: keyof typeof apis;
  readonly moment: 'before-sent' | 'answered';
  /** Counted from 1; what comes before the first belongs to it. */
  readonly transaction: number;
  readonly signal: 'SIGKILL' | 'SIGSTOP';
  /** Who is hit; the process itself when left out. */
  readonly pid?: number;
}

/** Has this process send the signal at that very moment of its talk with the broker. */
export function stretch({ api, moment, transaction, signal, pid = process.pid }: Tripwire): void {
  let current = 1;
  let hit = false;
  const { write } = Socket.prototype;
  Socket.prototype.write = function (this: Socket, ...parameters: unknown[]): boolean {
    const [request] = parameters;
    if (Buffer.isBuffer(request) && request.length > 12) {
      const key = request.readInt16BE(4);
      const correlationId = request.readInt32BE(8);
      if (key === apis[api] && current === transaction && !hit) {
        hit = true;
        if (moment === 'before-sent') process.kill(pid, signal);
        else hear(this, correlationId, () => process.kill(pid, signal));
      }
      if (key === apis.EndTxn) hear(this, correlationId, () => (current += 1));
    }
    return Reflect.apply(write, this, parameters) as boolean;
  } as typeof write;
}

/** Heard before the client hears it: the client has at most one request of a transaction under way. */
function hear(socket: Socket, correlationId: number, then: () => void): void {
  const listener = (answer: Buffer) => {
    if (answer.length < 8 || answer.readInt32BE(4) !== correlationId) return;
    socket.off('data', listener);
    then();
  };
  socket.prependListener('data', listener);
}
