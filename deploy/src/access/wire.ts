/** The few types of Kafka's protocol that the requests of this folder are made of. */
export function int8(value: number): Buffer {
  return Buffer.of(value & 0xff);
}

export function int16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeInt16BE(value);
  return buffer;
}

export function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32BE(value);
  return buffer;
}

export function bytes(value: Buffer): Buffer {
  return Buffer.concat([int32(value.length), value]);
}

export function nullableString(value: string): Buffer {
  const text = Buffer.from(value);
  return Buffer.concat([int16(text.length), text]);
}

/** An unsigned number, seven bits to a byte, the lowest first. */
export function varint(value: number): Buffer {
  const octets: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) octets.push((rest & 0x7f) | 0x80);
  return Buffer.from([...octets, rest]);
}

/** Lengths in compact types are one more than they say: 0 stands for null. */
export function compactBytes(value: Buffer): Buffer {
  return Buffer.concat([varint(value.length + 1), value]);
}

export function compactString(value: string): Buffer {
  return compactBytes(Buffer.from(value));
}

export function compactArray(items: readonly Buffer[]): Buffer {
  return Buffer.concat([varint(items.length + 1), ...items]);
}

/** Reads one answer from front to back; throws a `RangeError` behind its end. */
export class Reader {
  readonly #buffer: Buffer;
  #at = 0;

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }

  int16(): number {
    return this.#take(2).readInt16BE();
  }

  int32(): number {
    return this.#take(4).readInt32BE();
  }

  bytes(): Buffer {
    return this.#take(this.int32());
  }

  nullableString(): string | undefined {
    const length = this.int16();
    return length < 0 ? undefined : this.#take(length).toString();
  }

  compactNullableString(): string | undefined {
    const length = this.#varint();
    return length === 0 ? undefined : this.#take(length - 1).toString();
  }

  compactArray<Item>(item: () => Item): Item[] {
    return Array.from({ length: this.#varint() - 1 }, item);
  }

  skipTags(): void {
    for (let count = this.#varint(); count > 0; count -= 1) {
      this.#varint();
      this.#take(this.#varint());
    }
  }

  #varint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const octet = this.#take(1).readUInt8();
      value |= (octet & 0x7f) << shift;
      if (octet < 0x80) return value;
    }
  }

  #take(length: number): Buffer {
    if (this.#at + length > this.#buffer.length) throw new RangeError('the answer is shorter than it says');
    this.#at += length;
    return this.#buffer.subarray(this.#at - length, this.#at);
  }
}
