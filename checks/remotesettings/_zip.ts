// The end record of a zip: 22 bytes and a comment of 65,535 at most. In a large one, 76 more point at its numbers.
const END_BYTES = 22;
const LOCATOR_BYTES = 20;
const LARGE_END_BYTES = 56;
/** As much of the end of a zip as tells what is in it. */
export const TAIL_BYTES = END_BYTES + 0xffff + LOCATOR_BYTES + LARGE_END_BYTES;

const END = 0x06054b50;
const LARGE_END = 0x06064b50;
const DIRECTORY = 0x02014b50;

/** The number of entries in a zip of `size` bytes, of which `tail` is the end; undefined where it is no zip. */
export function countEntries(tail: Uint8Array, size: number): number | undefined {
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  for (let at = tail.byteLength - END_BYTES; at >= 0; at -= 1) {
    if (view.getUint32(at, true) !== END) continue;
    // A comment may hold anything, an end record too: the right one reaches to the end, and fits.
    const reaches = at + END_BYTES + view.getUint16(at + 20, true) === tail.byteLength;
    const entries = reaches ? entriesBefore(view, at, size - tail.byteLength) : undefined;
    if (entries !== undefined) return entries;
  }
  return undefined;
}

interface Directory {
  readonly entries: number;
  readonly bytes: number;
  readonly offset: number;
}

/** `skipped` bytes of the zip come before the view. The directory must lie right before its end record. */
function entriesBefore(view: DataView, at: number, skipped: number): number | undefined {
  const large = readLargeEnd(view, at);
  const { entries, bytes, offset } = large ?? {
    entries: view.getUint16(at + 10, true),
    bytes: view.getUint32(at + 12, true),
    offset: view.getUint32(at + 16, true),
  };
  const start = at - (large ? LOCATOR_BYTES + LARGE_END_BYTES : 0) - bytes;
  // Something else may stand before the zip itself.
  if (offset > start + skipped) return undefined;
  // Further up than what was read it is taken at its word.
  const isDirectory = entries === 0 || start < 0 || view.getUint32(start, true) === DIRECTORY;
  return isDirectory ? entries : undefined;
}

/** The numbers of a zip of 4 GiB or 65,535 entries and more. */
function readLargeEnd(view: DataView, at: number): Directory | undefined {
  const start = at - LOCATOR_BYTES - LARGE_END_BYTES;
  if (view.getUint16(at + 10, true) !== 0xffff && view.getUint32(at + 16, true) !== 0xffffffff)
    return undefined;
  if (start < 0 || view.getUint32(start, true) !== LARGE_END) return undefined;
  const number = (position: number) => Number(view.getBigUint64(start + position, true));
  return { entries: number(32), bytes: number(40), offset: number(48) };
}
