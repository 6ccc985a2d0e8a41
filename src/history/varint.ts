// Numbers in as few bytes as they need: seven bits a byte, the lowest first. Not by bit operators, which know 32 bits.

/** Appends a whole number from 0 to 2⁵³ - 1. */
export function pushVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) + 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
}

/** A whole number as one that is not negative: small ones stay small. */
export function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

/** The number that `zigzag` was given. */
export function unzigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

/** Appends the eight bytes of any number. */
export function pushFloat(bytes: number[], value: number): void {
  bytes.push(...new Uint8Array(new Float64Array([value]).buffer));
}

/** Reads what was appended, in the same order. Throws a RangeError at the end. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#position >= this.#bytes.length;
  }

  byte(): number {
    const byte = this.#bytes[this.#position];
    if (byte === undefined) throw new RangeError("Cannot read bytes: they end too early");
    this.#position += 1;
    return byte;
  }

  varint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 0x80) {
      const byte = this.byte();
      value += (byte % 0x80) * factor;
      if (byte < 0x80) return value;
    }
  }

  signed(): number {
    return unzigzag(this.varint());
  }

  float(): number {
    const bytes = Uint8Array.from({ length: 8 }, () => this.byte());
    return new Float64Array(bytes.buffer)[0] ?? Number.NaN;
  }
}
