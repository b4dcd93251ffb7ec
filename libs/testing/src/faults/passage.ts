import { once } from 'node:events';
import type { Socket } from 'node:net';
import { reset } from './reset.ts';
import type { Weather } from './weather.ts';

/** Bytes held back in one direction before the sender is asked to wait, as a network's own buffers would. */
const mostHeld = 256 * 1024;
/** A throttled direction passes its second's worth in so many pieces. */
const piecesPerSecond = 20;

type Item =
  | { readonly kind: 'bytes'; readonly bytes: Buffer; readonly arrived: number; isLate?: boolean }
  | { readonly kind: 'end' | 'reset'; readonly arrived: number };

/** What a proxy has done to its connections since it was started. */
export interface ProxyTally {
  /** Connections that were reset by a cut. */
  cut: number;
  /** Bytes that came later than they would have, or have not come yet. */
  heldBack: number;
}

/** One direction of a connection: takes what comes from one socket and hands it to the other when the weather lets it. */
export class Passage {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #weather: Weather;
  readonly #tally: ProxyTally;
  readonly #items: Item[] = [];
  #held = 0;
  /** When the next piece may pass, by the throttle. */
  #freeAt = 0;
  #pumping = false;

  constructor(from: Socket, to: Socket, weather: Weather, tally: ProxyTally) {
    this.#from = from;
    this.#to = to;
    this.#weather = weather;
    this.#tally = tally;
    from.on('data', (bytes: Buffer) => this.#take({ kind: 'bytes', bytes, arrived: Date.now() }));
    from.on('end', () => this.#take({ kind: 'end', arrived: Date.now() }));
    from.on('error', () => this.#take({ kind: 'reset', arrived: Date.now() }));
  }

  #take(item: Item): void {
    this.#items.push(item);
    if (item.kind === 'bytes') this.#held += item.bytes.length;
    if (this.#held >= mostHeld) this.#from.pause();
    if (!this.#pumping) void this.#pump();
  }

  async #pump(): Promise<void> {
    this.#pumping = true;
    for (let item = this.#items[0]; item && !this.#to.destroyed; item = this.#items[0]) {
      const ms = this.#millisecondsBefore(item);
      if (ms > 0) {
        this.#hold(item);
        await this.#weather.wait(ms);
      } else await this.#pass(item);
    }
    this.#pumping = false;
  }

  #hold(item: Item): void {
    if (item.kind !== 'bytes' || item.isLate === true) return;
    item.isLate = true;
    this.#tally.heldBack += item.bytes.length;
  }

  #millisecondsBefore(item: Item): number {
    const { delayMs, silent, bytesPerSecond } = this.#weather.now;
    if (silent) return Infinity;
    const free = bytesPerSecond === Infinity ? 0 : this.#freeAt;
    return Math.max(item.arrived + delayMs, free) - Date.now();
  }

  async #pass(item: Item): Promise<void> {
    if (item.kind === 'bytes') {
      const piece = this.#pieceOf(item.bytes);
      if (piece.length === item.bytes.length) this.#items.shift();
      else this.#items[0] = { ...item, bytes: item.bytes.subarray(piece.length) };
      this.#held -= piece.length;
      if (this.#held < mostHeld) this.#from.resume();
      if (!this.#to.write(piece)) await drained(this.#to);
    } else {
      this.#items.shift();
      if (item.kind === 'end') this.#to.end();
      else reset(this.#to);
    }
  }

  #pieceOf(bytes: Buffer): Buffer {
    const { bytesPerSecond } = this.#weather.now;
    if (bytesPerSecond === Infinity) return bytes;
    const piece = bytes.subarray(0, Math.max(1, Math.floor(bytesPerSecond / piecesPerSecond)));
    this.#freeAt = Math.max(Date.now(), this.#freeAt) + (piece.length / bytesPerSecond) * 1_000;
    return piece;
  }
}

async function drained(socket: Socket): Promise<void> {
  if (socket.destroyed || !socket.writableNeedDrain) return;
  const over = new AbortController();
  await Promise.race([
    once(socket, 'drain', { signal: over.signal }),
    once(socket, 'close', { signal: over.signal }),
  ]).catch(() => undefined);
  over.abort();
}
