// What a server answers to a ClientHello of TLS 1.2: records (RFC 5246 §6.2) with handshake messages in them (§7.4).

const ALERT = 21;
const HANDSHAKE = 22;
const CERTIFICATE = 11;
const SERVER_HELLO_DONE = 14;
const FATAL = 2;
/** RFC 5246 §6.2.3: 2^14 bytes, and 2048 for what encryption adds. */
const MAX_RECORD_BYTES = 16_384 + 2048;

const ALERTS: Readonly<Record<number, string>> = {
  40: "it accepts nothing of what TLS 1.2 offers (alert handshake_failure)",
  70: "it speaks TLS 1.3 only, in which certificates travel encrypted (alert protocol_version)",
  112: "it does not know this name (alert unrecognized_name)",
};

/**
 * The server's own certificate (DER) in what has been `received` so far; undefined: more bytes are needed. Throws a
 * `SyntaxError` if this is no TLS, or the server refuses.
 */
export function certificateIn(received: Uint8Array): Uint8Array | undefined {
  for (const [type, body] of messagesIn(handshakeIn(received))) {
    if (type === CERTIFICATE) return firstCertificate(body);
    if (type === SERVER_HELLO_DONE) throw new SyntaxError("it presents no certificate");
  }
  return undefined;
}

/** The handshake bytes of all complete records. A message may span records, and a record hold many messages. */
function handshakeIn(received: Uint8Array): Uint8Array {
  const fragments: number[] = [];
  for (const [type, body] of recordsIn(received)) {
    if (type === ALERT) refuseFatal(body);
    else fragments.push(...body);
  }
  return Uint8Array.from(fragments);
}

function* recordsIn(received: Uint8Array): Generator<[number, Uint8Array]> {
  for (let rest = received; rest.length > 0; ) {
    const type = uint(rest, 0, 1);
    const size = uint(rest, 3, 2);
    if (!isRecord(rest) || size > MAX_RECORD_BYTES) throw new SyntaxError("it does not speak TLS");
    if (rest.length < 5 + size) return;
    yield [type, rest.subarray(5, 5 + size)];
    rest = rest.subarray(5 + size);
  }
}

/** As far as it has come: a server that speaks first in another protocol is known by its first byte. */
function isRecord([type, major = 3]: Uint8Array): boolean {
  return (type === ALERT || type === HANDSHAKE) && major === 3;
}

/** Warnings, such as an unrecognized name, are followed by the handshake. */
function refuseFatal([level, description = 0]: Uint8Array): void {
  if (level === FATAL) throw new SyntaxError(ALERTS[description] ?? `it refuses (alert ${description})`);
}

function* messagesIn(handshake: Uint8Array): Generator<[number, Uint8Array]> {
  for (let rest = handshake; rest.length >= 4; ) {
    const size = uint(rest, 1, 3);
    if (rest.length < 4 + size) return;
    yield [uint(rest, 0, 1), rest.subarray(4, 4 + size)];
    rest = rest.subarray(4 + size);
  }
}

/** RFC 5246 §7.4.2: the sender's certificate comes first. */
function firstCertificate(body: Uint8Array): Uint8Array {
  const size = uint(body, 3, 3);
  if (size === 0 || body.length < 6 + size) throw new SyntaxError("it presents no certificate");
  return body.slice(6, 6 + size);
}

/** A number of `size` bytes; what is missing counts as zero. */
function uint(bytes: Uint8Array, offset: number, size: number): number {
  let value = 0;
  for (let index = offset; index < offset + size; index += 1) value = value * 256 + (bytes[index] ?? 0);
  return value;
}
