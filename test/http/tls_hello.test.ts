import { once } from "node:events";
import { connect } from "node:net";
import { createServer, type TlsOptions } from "node:tls";
import { expect, test } from "vitest";
import { certificateIn } from "../../src/http/tls_answer.ts";
import { clientHello } from "../../src/http/tls_hello.ts";
import { createCertificate } from "../constellation/certificate.ts";

const RANDOM = new Uint8Array(32).fill(7);
const DAY_MS = 86_400_000;
const pair = createCertificate({
  notBefore: new Date(Date.now() - DAY_MS),
  notAfter: new Date(Date.now() + DAY_MS),
});
const der = Buffer.from(pair.cert.replace(/-----.*-----/g, ""), "base64");

/** All that a real TLS server answers to `hello` before it waits for more. */
async function answerOf(hello: Uint8Array, options: TlsOptions = {}): Promise<Uint8Array> {
  const server = createServer({ ...pair, ...options });
  server.on("tlsClientError", () => {});
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = Object(server.address());
  const socket = connect(address.port, "127.0.0.1");
  socket.write(hello);
  const [answer] = await once(socket, "data");
  socket.destroy();
  server.close();
  return answer;
}

test("a server of TLS 1.2 answers with its certificate", async () => {
  const answer = await answerOf(clientHello("localhost", RANDOM));

  expect(certificateIn(answer)).toEqual(new Uint8Array(der));
});

test("the hello names the host", async () => {
  const names: string[] = [];
  const options: TlsOptions = {
    SNICallback(name, done) {
      names.push(name);
      done(null);
    },
  };

  await answerOf(clientHello("shop.example.", RANDOM), options);

  expect(names).toEqual(["shop.example"]);
});

test.each(["127.0.0.1", "::1"])("the hello does not name the address %s", (address) => {
  const text = Buffer.from(clientHello(address, RANDOM)).toString("latin1");

  expect(text).not.toContain(address);
});

test("the answer is read in whatever bits it comes", async () => {
  const answer = await answerOf(clientHello("localhost", RANDOM));
  const end = Buffer.from(answer).indexOf(der) + der.length;

  const incomplete = Array.from({ length: end }, (_, size) => certificateIn(answer.subarray(0, size)));

  expect(incomplete.every((found) => found === undefined)).toBe(true);
});

test("a certificate that spans records is joined", () => {
  const message = handshake(11, [...uint24(der.length + 3), ...uint24(der.length), ...der]);
  const half = Math.floor(message.length / 2);
  const answer = [...record(22, message.slice(0, half)), ...record(22, message.slice(half))];

  expect(certificateIn(Uint8Array.from(answer))).toEqual(new Uint8Array(der));
});

test("a server of TLS 1.3 alone is told by its alert", async () => {
  const answer = await answerOf(clientHello("localhost", RANDOM), { minVersion: "TLSv1.3" });

  expect(() => certificateIn(answer)).toThrow(/^it speaks TLS 1\.3 only/);
});

test.each([
  [40, /alert handshake_failure/],
  [112, /does not know this name/],
  [80, /^it refuses \(alert 80\)$/],
])("a fatal alert %i is a refusal", (description, message) => {
  const answer = Uint8Array.from(record(21, [2, description]));

  expect(() => certificateIn(answer)).toThrow(message);
});

test("a warning is passed over", () => {
  const answer = Uint8Array.from(record(21, [1, 112]));

  expect(certificateIn(answer)).toBeUndefined();
});

test.each([
  ["HTTP", "HTTP/1.1 400 Bad Request\r\n\r\n"],
  ["SSH", "SSH-2.0-OpenSSH_9.2\r\n"],
  ["one byte of something else", "H"],
  ["a record that is too long", "\x16\x03\x03\xff\xff"],
  ["a record of an unknown version", "\x16\x07\x03\x00\x01"],
])("%s is no TLS", (_, text) => {
  expect(() => certificateIn(Buffer.from(text, "latin1"))).toThrow(/^it does not speak TLS$/);
});

test.each([
  ["says it is done without one", handshake(14, [])],
  ["sends an empty list", handshake(11, [0, 0, 0])],
  ["sends a list that is shorter than it says", handshake(11, [0, 0, 9, 0, 0, 9, 1])],
])("a server that %s presents no certificate", (_, message) => {
  expect(() => certificateIn(Uint8Array.from(record(22, message)))).toThrow(/^it presents no certificate$/);
});

function record(type: number, body: readonly number[]): number[] {
  return [type, 3, 3, body.length >> 8, body.length & 0xff, ...body];
}

function handshake(type: number, body: readonly number[]): number[] {
  return [type, ...uint24(body.length), ...body];
}

function uint24(value: number): number[] {
  return [value >> 16, (value >> 8) & 0xff, value & 0xff];
}
