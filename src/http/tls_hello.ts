// The first words of a TLS 1.2 handshake (RFC 5246 §7.4), in which a server's certificates travel in clear.

// Everything that servers of the last fifteen years choose from: nothing is negotiated to the end.
const CIPHER_SUITES = [
  0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc009, 0xc013, 0xc00a, 0xc014, 0x009c, 0x009d, 0x002f,
  0x0035,
];
const GROUPS = [0x001d, 0x0017, 0x0018, 0x0019];
const SIGNATURES = [
  0x0403, 0x0503, 0x0603, 0x0807, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0203, 0x0201,
];

/** A record with a ClientHello that asks `hostname` for TLS 1.2 at most. `random`: 32 bytes. */
export function clientHello(hostname: string, random: Uint8Array): Uint8Array<ArrayBuffer> {
  const body = [
    ...[0x03, 0x03],
    ...random,
    ...[0], // no session to resume
    ...vector(2, uint16s(CIPHER_SUITES)),
    ...vector(1, [0]), // no compression
    ...vector(2, extensions(hostname)),
  ];
  const message = [0x01, ...vector(3, body)];
  return Uint8Array.from([0x16, 0x03, 0x01, ...vector(2, message)]);
}

function extensions(hostname: string): number[] {
  const named = serverName(hostname);
  return [
    ...(named ? extension(0, named) : []),
    ...extension(10, vector(2, uint16s(GROUPS))),
    ...extension(11, vector(1, [0])),
    ...extension(13, vector(2, uint16s(SIGNATURES))),
    ...extension(23, []), // extended master secret
    ...extension(0xff01, [0]), // secure renegotiation
  ];
}

/** RFC 6066 §3: addresses are not names. */
function serverName(hostname: string): number[] | undefined {
  if (/^[\d.]+$/.test(hostname) || hostname.includes(":")) return undefined;
  const name = new TextEncoder().encode(hostname.replace(/\.$/, ""));
  return vector(2, [0, ...vector(2, name)]);
}

function extension(type: number, data: Iterable<number>): number[] {
  return [...uint16s([type]), ...vector(2, data)];
}

/** `data` after its length in `size` bytes. */
function vector(size: number, data: Iterable<number>): number[] {
  const bytes = [...data];
  const length = Array.from(
    { length: size },
    (_, index) => (bytes.length >> (8 * (size - 1 - index))) & 0xff,
  );
  return [...length, ...bytes];
}

function uint16s(values: readonly number[]): number[] {
  return values.flatMap((value) => [value >> 8, value & 0xff]);
}
