const DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Bytes as text of two hexadecimal digits each: SQL reads it with unhex(), writes it with hex(). */
export function toHex(bytes: readonly number[]): string {
  let text = "";
  for (const byte of bytes) text += DIGITS[byte];
  return text;
}

/** Throws a SyntaxError where the text is no such bytes. */
export function fromHex(text: string): Uint8Array {
  if (!/^(?:[0-9a-f]{2})*$/i.test(text)) throw new SyntaxError("Cannot read bytes: no hexadecimal text");
  const bytes = new Uint8Array(text.length / 2);
  for (let index = 0; index < bytes.length; index += 1) {
    bytes[index] = Number.parseInt(text.slice(2 * index, 2 * index + 2), 16);
  }
  return bytes;
}
