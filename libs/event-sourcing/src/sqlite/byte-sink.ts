const openingBracket = 0x5b;
const closingBracket = 0x5d;
const comma = 0x2c;
const leastCapacity = 64 * 1024;

/** Collects JSON arrays of frames one behind another in one piece of memory that can be handed to another thread. */
export class ByteSink {
  #bytes = Buffer.allocUnsafeSlow(leastCapacity);
  #length = 0;
  #start = 0;

  /** Bytes collected since `take`. */
  get length(): number {
    return this.#length;
  }

  /** Begins an array. */
  begin(): void {
    this.#start = this.#length;
    this.#reserve(2);
    this.#bytes[this.#length++] = openingBracket;
  }

  add(frame: Uint8Array): void {
    this.#reserve(frame.length + 2);
    if (this.#length > this.#start + 1) this.#bytes[this.#length++] = comma;
    this.#bytes.set(frame, this.#length);
    this.#length += frame.length;
  }

  /** Ends the array and says where it lies. */
  end(): { readonly start: number; readonly end: number } {
    this.#bytes[this.#length++] = closingBracket;
    return { start: this.#start, end: this.#length };
  }

  /** Forgets what has been added since `begin`. */
  undo(): void {
    this.#length = this.#start;
  }

  /** Gives away all that has been collected. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#bytes = Buffer.allocUnsafeSlow(leastCapacity);
    this.#length = 0;
    return taken;
  }

  /** Room for so many bytes and the bracket that ends the array. */
  #reserve(more: number): void {
    if (this.#length + more < this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.#length + more + 1));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
