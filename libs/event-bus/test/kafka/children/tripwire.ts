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

/** The moment at which a process is to be hit: a request of this kind is about to be sent, or its answer has arrived. */
export interface Tripwire {
  readonly api: keyof typeof apis;
  readonly moment: 'before-sent' | 'answered';
  /** Counted from 1. */
  readonly nth: number;
  readonly signal: 'SIGKILL' | 'SIGSTOP';
}

/** Has this process send itself the signal at that very moment of its talk with the broker. */
export function stretch({ api, moment, nth, signal }: Tripwire): void {
  let count = 0;
  const { write } = Socket.prototype;
  Socket.prototype.write = function (this: Socket, ...parameters: unknown[]): boolean {
    const [request] = parameters;
    if (Buffer.isBuffer(request) && request.length > 12 && request.readInt16BE(4) === apis[api]) {
      count += 1;
      if (count === nth && moment === 'before-sent') process.kill(process.pid, signal);
      // Heard before the client hears it: the client has at most one request of a transaction under way.
      if (count === nth && moment === 'answered') hear(this, request.readInt32BE(8), signal);
    }
    return Reflect.apply(write, this, parameters) as boolean;
  } as typeof write;
}

function hear(socket: Socket, correlationId: number, signal: Tripwire['signal']): void {
  const listener = (answer: Buffer) => {
    if (answer.length < 8 || answer.readInt32BE(4) !== correlationId) return;
    socket.off('data', listener);
    process.kill(process.pid, signal);
  };
  socket.prependListener('data', listener);
}
