import { connect } from 'node:net';
import type { Watched, WatchOrder } from './messages.ts';

/**
 * Many screens in one process: raw connections, so that the clients cost little beside the server that is measured. Every
 * client gets and checks every byte; a frame that is equal to one another client got is not parsed a second time.
 */
interface Frame {
  readonly bytes: Buffer;
  readonly positions: readonly number[];
  readonly recordedAt: readonly number[];
}

const known = new Map<number, Frame>();
const delays: number[] = [];
let frames = 0;
let complete = 0;
let open = 0;

function parsed(bytes: Buffer): Frame | undefined {
  if (!bytes.subarray(0, 12).equals(feedHeader)) return undefined;
  const at = bytes.indexOf(firstPosition);
  const first = Number.parseInt(
    bytes.toString('latin1', at + firstPosition.length, at + firstPosition.length + 12),
    10,
  );
  const kept = known.get(first);
  if (kept !== undefined && kept.bytes.equals(bytes)) return kept;
  const json = bytes.toString('utf8', bytes.indexOf('\ndata: ') + 7);
  const items = JSON.parse(json) as { position: number; recordedAt: string }[];
  const frame = {
    bytes: Buffer.from(bytes),
    positions: items.map(({ position }) => position),
    recordedAt: items.map(({ recordedAt }) => Date.parse(recordedAt)),
  };
  known.set(first, frame);
  if (known.size > 2_000) known.delete(known.keys().next().value as number);
  return frame;
}

const feedHeader = Buffer.from('event: feed\n');
const firstPosition = Buffer.from('"position":');

function watch({ origin, token, events, clients }: WatchOrder, done: () => void): void {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  let rest: Buffer = Buffer.alloc(0);
  let next = 1;
  let counted = false;
  socket.write(
    `GET /v1/operations/stream HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: Bearer ${token}\r\naccept: text/event-stream\r\n\r\n`,
  );
  socket.on('data', (chunk: Buffer) => {
    if (!counted) {
      counted = true;
      open += 1;
      if (open === clients) process.send?.('open');
    }
    let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const now = Date.now();
    for (let end = bytes.indexOf('\n\n'); end >= 0; end = bytes.indexOf('\n\n')) {
      const frame = parsed(bytes.subarray(0, end));
      bytes = bytes.subarray(end + 2);
      if (frame === undefined) continue;
      frames += 1;
      frame.positions.forEach((position, n) => {
        if (position !== next) throw new Error(`a client got ${position} where ${next} was due`);
        next += 1;
        const delay = Math.max(0, now - (frame.recordedAt[n] as number));
        delays[delay] = (delays[delay] ?? 0) + 1;
      });
    }
    rest = bytes;
    if (next > events) {
      complete += 1;
      socket.destroy();
      if (complete === clients) done();
    }
  });
}

process.once('message', (order: WatchOrder) => {
  const done = () => {
    const counts = Array.from(delays, (count) => count ?? 0);
    process.send?.({ complete, delays: counts, frames: frames / order.clients } satisfies Watched);
  };
  for (let client = 0; client < order.clients; client += 1) watch(order, done);
});
process.on('disconnect', () => process.exit(0));
