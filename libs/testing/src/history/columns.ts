/** Numbers in memory without an object each: ten million of them are what a long run notes. */
export class Column {
  readonly #make: (length: number) => Float64Array | Int32Array;
  #values: Float64Array | Int32Array;
  #length = 0;

  private constructor(make: (length: number) => Float64Array | Int32Array) {
    this.#make = make;
    this.#values = make(1_024);
  }

  /** Whole numbers of 32 bits. */
  static integers(): Column {
    return new Column((length) => new Int32Array(length));
  }

  static numbers(): Column {
    return new Column((length) => new Float64Array(length));
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const longer = this.#make(this.#length * 2);
      longer.set(this.#values);
      this.#values = longer;
    }
    this.#values[this.#length] = value;
    this.#length += 1;
  }

  at(index: number): number {
    return this.#values[index] as number;
  }

  set(index: number, value: number): void {
    this.#values[index] = value;
  }
}

/** Marks on indexes. */
export class Marks {
  #words = new Uint32Array(64);

  has(index: number): boolean {
    return ((this.#words[index >>> 5] ?? 0) & (1 << (index & 31))) !== 0;
  }

  /** False when it was marked before. */
  add(index: number): boolean {
    const word = index >>> 5;
    if (word >= this.#words.length) {
      const longer = new Uint32Array(Math.max(word + 1, this.#words.length * 2));
      longer.set(this.#words);
      this.#words = longer;
    }
    const before = this.#words[word] as number;
    const bit = 1 << (index & 31);
    if ((before & bit) !== 0) return false;
    this.#words[word] = before | bit;
    return true;
  }
}

/**
 * Numbers by text, keeping 64 bits of each text instead of itself: 16 bytes an entry. Two texts are taken for one with a
 * probability of 3 in a million among ten million of them.
 */
export class TextTable {
  #high = new Uint32Array(1 << 10);
  #low = new Uint32Array(1 << 10);
  /** The value + 1; 0 is free. */
  #values = new Float64Array(1 << 10);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(text: string): number | undefined {
    const slot = this.#slot(highHash(text), lowHash(text));
    const value = this.#values[slot] as number;
    return value === 0 ? undefined : value - 1;
  }

  set(text: string, value: number): void {
    if (this.#size * 4 > this.#values.length * 3) this.#grow();
    const high = highHash(text);
    const low = lowHash(text);
    const slot = this.#slot(high, low);
    if (this.#values[slot] === 0) this.#size += 1;
    this.#high[slot] = high;
    this.#low[slot] = low;
    this.#values[slot] = value + 1;
  }

  #slot(high: number, low: number): number {
    const mask = this.#values.length - 1;
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      if (this.#values[slot] === 0 || (this.#high[slot] === high && this.#low[slot] === low)) return slot;
    }
  }

  #grow(): void {
    const [highs, lows, values] = [this.#high, this.#low, this.#values];
    this.#high = new Uint32Array(highs.length * 2);
    this.#low = new Uint32Array(highs.length * 2);
    this.#values = new Float64Array(highs.length * 2);
    values.forEach((value, index) => {
      if (value === 0) return;
      const [high, low] = [highs[index] as number, lows[index] as number];
      const slot = this.#slot(high, low);
      this.#high[slot] = high;
      this.#low[slot] = low;
      this.#values[slot] = value;
    });
  }
}

/** A text as a number that fits a column; equal texts have equal numbers, and unequal ones nearly always others. */
export function digest(text: string): number {
  return (highHash(text) & 0x1f_ffff) * 0x1_0000_0000 + lowHash(text);
}

function highHash(text: string): number {
  return mixed(text, 0x2545_f491, 0x9e37_79b1);
}

function lowHash(text: string): number {
  return mixed(text, 0x7f4a_7c15, 0x85eb_ca77);
}

/** Multiply and fold, character by character, then spread the last bits over the word. */
function mixed(text: string, seed: number, factor: number): number {
  let hash = seed ^ text.length;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), factor);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x2c1b_3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a_2d39);
  return (hash ^ (hash >>> 15)) >>> 0;
}
