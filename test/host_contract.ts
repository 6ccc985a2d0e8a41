// What every host must do. Run for Node and for workerd: see host_contract.test.ts beside each host's tests.
import type { RequestListener } from "node:http";
import type { ServerOptions } from "node:https";
import { createSecureContext, type SecureContext } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createCertificate } from "./constellation/certificate.ts";
import type { Answer, CommandInput } from "./host_driver.ts";
import { describeBigQuery, describeWebSocket } from "./host_network.ts";
import { deadPort, type LocalServer, sendForever, serveHttp, serveHttps, serveTcp } from "./local_server.ts";

export type Drive = (command: CommandInput) => Promise<Answer>;

const DAY_MS = 86_400_000;

export function describeHost(name: string, drive: Drive): void {
  describe(name, () => {
    describeFetch(drive);
    describeTls(drive);
    describeX509(drive);
    test("digests piece by piece", async () => {
      const { value } = await drive({ do: "digest", pieces: ["a", "", "bc"] });

      // The first example of FIPS 180-2.
      expect(value).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    });
    describe("WebSockets", () => describeWebSocket(drive));
    describe("BigQuery", () => describeBigQuery(drive));
  });
}

const tellHeaders: RequestListener = (request, response) => response.end(JSON.stringify(request.headers));

const answers: Readonly<Record<string, RequestListener>> = {
  "/redirect": (_, response) => response.writeHead(302, { location: "/elsewhere" }).end(),
  "/down": (_, response) => response.writeHead(503, { "retry-after": "1" }).end("down for now"),
  "/empty": (_, response) => response.writeHead(204).end(),
  "/own-522": (_, response) => response.writeHead(522, { server: "nginx" }).end("error code: 522"),
  "/echo": (request, response) => request.pipe(response.setHeader("x-method", request.method ?? "")),
  "/silence": (request) => request.resume(),
};

function describeFetch(drive: Drive): void {
  let server: LocalServer;

  beforeAll(async () => {
    server = await serveHttp((request, response) =>
      (answers[request.url ?? ""] ?? tellHeaders)(request, response),
    );
  });
  afterAll(() => server.close());

  const ask = (path: string, options: object = {}) =>
    drive({ do: "fetch", url: `${server.origin}${path}`, ...options });

  test("rejects where no server listens", async () => {
    const answer = await drive({ do: "fetch", url: `http://127.0.0.1:${await deadPort()}/` });

    expect(answer).toMatchObject({ value: null, error: { name: expect.stringMatching(/Error$/) } });
  });

  test("rejects where the name does not resolve, in the same words each time", async () => {
    const first = await drive({ do: "run", url: "http://nowhere.invalid/" });
    const second = await drive({ do: "run", url: "http://nowhere.invalid/" });

    expect(first.value).toMatchObject({ outcome: { status: "errored" } });
    expect(Object(first.value).outcome).toEqual(Object(second.value).outcome);
  });

  test("rejects with a TimeoutError once the deadline is over", async () => {
    const answer = await ask("/silence", { timeout_ms: 100 });

    expect(answer.error?.name).toBe("TimeoutError");
  });

  test("gives a 503 of the server as a response, with its headers and body", async () => {
    const { value } = await ask("/down");

    expect(value).toMatchObject({ status: 503, headers: { "retry-after": "1" }, body: "down for now" });
  });

  test("gives a 522 that the server itself made as a response", async () => {
    const { value } = await ask("/own-522");

    expect(value).toMatchObject({ status: 522, body: "error code: 522" });
  });

  test("follows no redirect", async () => {
    const { value } = await ask("/redirect");

    expect(value).toMatchObject({ status: 302, headers: { location: "/elsewhere" } });
  });

  test("gives a 204 with an empty body", async () => {
    const { value } = await ask("/empty");

    expect(value).toMatchObject({ status: 204, body: "" });
  });

  test("gives the headers of a HEAD without a body", async () => {
    const { value } = await ask("/echo", { method: "HEAD" });

    expect(value).toMatchObject({ status: 200, headers: { "x-method": "HEAD" }, body: "" });
  });

  test("sends method, headers and body", async () => {
    const posted = await ask("/echo", { method: "POST", body: "päge" });
    const asked = await ask("/", { headers: { "x-canary": "yellow" } });

    expect(posted.value).toMatchObject({ headers: { "x-method": "POST" }, body: "päge" });
    expect(Object(asked.value).body).toContain('"x-canary":"yellow"');
  });

  test("asks for no cached copy", async () => {
    const { value } = await ask("/");

    expect(Object(value).body).toContain('"cache-control":"no-cache"');
  });
}

function describeTls(drive: Drive): void {
  const valid = createCertificate(daysFromNow(-1, 30));
  const expired = createCertificate(daysFromNow(-30, -1));
  const servers: LocalServer[] = [];
  const keep = (server: LocalServer) => {
    servers.push(server);
    return server.port;
  };
  const inspect = (port: number, hostname = "127.0.0.1") => drive({ do: "tls", hostname, port });

  afterAll(async () => {
    await Promise.all(servers.map((server) => server.close()));
  });

  test("reads the certificate of a server that nobody vouches for", async () => {
    const port = keep(await serveHttps(valid, (_, response) => response.end()));

    const { value } = await inspect(port);

    expect(value).toMatchObject({ subject: "CN=localhost", names: ["localhost", "127.0.0.1"] });
    expect(lifespanDays(value)).toBe(31);
  });

  test("reads an expired certificate", async () => {
    const port = keep(await serveHttps(expired, (_, response) => response.end()));

    const { value } = await inspect(port);

    expect(Date.parse(Object(value).notAfter)).toBeLessThan(Date.now());
  });

  test("asks for the certificate of the name", async () => {
    const named = { ...valid, SNICallback: choose({ localhost: createSecureContext(expired) }) };
    const port = keep(await serveHttps(named, (_, response) => response.end()));

    const byName = await inspect(port, "localhost");
    const byAddress = await inspect(port);

    expect(lifespanDays(byName.value)).toBe(29);
    expect(lifespanDays(byAddress.value)).toBe(31);
  });

  test("rejects where no server listens", async () => {
    const { error } = await inspect(await deadPort());

    expect(error?.message).toMatch(/^Cannot read the certificate of 127\.0\.0\.1:\d+: /);
  });

  test("rejects where the server does not speak TLS", async () => {
    const port = keep(await serveTcp((socket) => socket.write("220 mail.example ESMTP\r\n")));

    const { error } = await inspect(port);

    expect(error).toMatchObject({
      name: "TypeError",
      message: expect.stringMatching(/^Cannot read the certificate/),
    });
  });

  test("rejects where the server hangs up", async () => {
    const port = keep(await serveTcp((socket) => socket.end()));

    const { error } = await inspect(port);

    expect(error?.message).toMatch(/^Cannot read the certificate/);
  });

  test("rejects with a TimeoutError where the server is silent, and hangs up", async () => {
    const server = await serveTcp((socket) => void socket.resume());
    keep(server);

    const { error } = await inspect(server.port);

    expect(error).toMatchObject({
      name: "TimeoutError",
      message: expect.stringMatching(/no answer in \d+ ms/),
    });
    await expect.poll(() => server.open.size).toBe(0);
  });

  test("leaves a silent server once the run's time is over, and hangs up", async () => {
    const server = await serveTcp((socket) => void socket.resume());
    keep(server);

    const { error } = await drive({ do: "tls", hostname: "127.0.0.1", port: server.port, timeout_ms: 100 });

    expect(error?.name).toBe("TimeoutError");
    await expect.poll(() => server.open.size).toBe(0);
  });

  test("holds a slot while it is connected: two silent servers take twice the time limit", async () => {
    const port = keep(await serveTcp((socket) => void socket.resume()));
    const startedAt = performance.now();

    await Promise.all([inspect(port), inspect(port)]);

    expect(performance.now() - startedAt).toBeGreaterThan(900);
  });

  test("rejects where the server sends without end, and hangs up", async () => {
    // Handshake records with nothing in them but requests to begin.
    const records = Buffer.alloc(9 * 1000, Buffer.from([0x16, 3, 3, 0, 4, 0, 0, 0, 0]));
    const server = await serveTcp((socket) => sendForever(socket, records));
    keep(server);

    const { error } = await inspect(server.port);

    expect(error?.name).toMatch(/^(Type|Timeout)Error$/);
    await expect.poll(() => server.open.size).toBe(0);
  });

  test("never asks a cloud metadata service", async () => {
    const { error } = await inspect(443, "169.254.169.254");

    expect(error?.message).toContain("cloud metadata services are never asked");
  });
}

function describeX509(drive: Drive): void {
  test("reads the first certificate of a PEM text", async () => {
    const first = createCertificate(daysFromNow(-10, 10)).cert;
    const second = createCertificate(daysFromNow(-40, 40)).cert;

    const { value } = await drive({ do: "x509", pem: `# ours\n${first}${second}` });

    expect(lifespanDays(value)).toBe(20);
  });

  test("reads dates, distinguished names and alternative names", async () => {
    const { value } = await drive({ do: "x509", pem: MANY_NAMES });

    expect(value).toEqual({
      notBefore: "2026-11-22T19:11:13.000Z",
      notAfter: "2036-11-19T19:11:13.000Z",
      subject: "C=FR, O=Acme\\, Inc., CN=shop.example",
      issuer: "C=FR, O=Acme\\, Inc., CN=shop.example",
      names: ["shop.example", "*.shop.example", "10.0.0.1", "2001:DB8:0:0:0:0:0:1"],
    });
  });

  test("reads a certificate without a subject", async () => {
    const { value } = await drive({ do: "x509", pem: NO_SUBJECT });

    expect(value).toMatchObject({ subject: "", issuer: "", names: ["a.example"] });
  });

  test("refuses a text without a certificate", async () => {
    const { error } = await drive({ do: "x509", pem: "<html>It works!</html>" });

    expect(error).toEqual({
      name: "SyntaxError",
      message: "Cannot read a certificate: there is none in PEM",
    });
  });

  test("refuses a PEM block that is no certificate", async () => {
    const pem = "-----BEGIN CERTIFICATE-----\nanVuaw==\n-----END CERTIFICATE-----";

    const { error } = await drive({ do: "x509", pem });

    expect(error).toEqual({ name: "SyntaxError", message: "Cannot read a certificate: it is not X.509" });
  });
}

function choose(contexts: Readonly<Record<string, SecureContext>>): ServerOptions["SNICallback"] {
  return (name, done) => done(null, contexts[name]);
}

function daysFromNow(from: number, to: number): { notBefore: Date; notAfter: Date } {
  const at = (days: number) => new Date(Date.now() + days * DAY_MS);
  return { notBefore: at(from), notAfter: at(to) };
}

function lifespanDays(certificate: unknown): number {
  const { notBefore, notAfter } = Object(certificate);
  return Math.round((Date.parse(notAfter) - Date.parse(notBefore)) / DAY_MS);
}

// C=FR, O="Acme, Inc.", CN=shop.example, with names, addresses, an e-mail address and a URI.
const MANY_NAMES = `-----BEGIN CERTIFICATE-----
MIICLTCCAdKgAwIBAgIUT+wQzGWOlUVIZijM+++cEDErOlEwCgYIKoZIzj0EAwIw
OTELMAkGA1UEBhMCRlIxEzARBgNVBAoMCkFjbWUsIEluYy4xFTATBgNVBAMMDHNo
b3AuZXhhbXBsZTAeFw0yNjExMjIxOTExMTNaFw0zNjExMTkxOTExMTNaMDkxCzAJ
BgNVBAYTAkZSMRMwEQYDVQQKDApBY21lLCBJbmMuMRUwEwYDVQQDDAxzaG9wLmV4
YW1wbGUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQmAe/EBLHBnE/oPDpgMJF9
ZbACU/D8imMiniLxDXcqtGzilQM6aFcVV5TL0NyV2wCkRHoEnYxl/AQXTbhM2+MY
o4G3MIG0MB0GA1UdDgQWBBQMeeV/mIxeKHt53tIP/EE+1W0qozAfBgNVHSMEGDAW
gBQMeeV/mIxeKHt53tIP/EE+1W0qozAPBgNVHRMBAf8EBTADAQH/MGEGA1UdEQRa
MFiCDHNob3AuZXhhbXBsZYIOKi5zaG9wLmV4YW1wbGWHBAoAAAGHECABDbgAAAAA
AAAAAAAAAAGBC2FAYi5leGFtcGxlhhNodHRwczovL3guZXhhbXBsZS9hMAoGCCqG
SM49BAMCA0kAMEYCIQCBp4Uwdfksu4rYKScjFykx3n6Uc6DqIhSd03o0YZYjjgIh
AK7Pn/1CbXQjPrsXX3HboDSqPH1lHtu2ygPAxn+4Smxo
-----END CERTIFICATE-----
`;

const NO_SUBJECT = `-----BEGIN CERTIFICATE-----
MIIBbDCCARGgAwIBAgIUQ12x0LUe92TaIir4PPBGK3rxDIUwCgYIKoZIzj0EAwIw
ADAeFw0yNjExMjIxOTExMTNaFw0yNjExMjUxOTExMTNaMAAwWTATBgcqhkjOPQIB
BggqhkjOPQMBBwNCAAT0kWS7qtnVfj5D/iXkgJ2ktwKiM6K6tuwE8IdTSubWe+nr
/7mQXCjHXROsK071BRZe6u3ehwef5UOPqbH2nZ2mo2kwZzAdBgNVHQ4EFgQUOlAq
TZGv4y3C4Nrfnez5DfMxI2AwHwYDVR0jBBgwFoAUOlAqTZGv4y3C4Nrfnez5DfMx
I2AwDwYDVR0TAQH/BAUwAwEB/zAUBgNVHREEDTALgglhLmV4YW1wbGUwCgYIKoZI
zj0EAwIDSQAwRgIhAMznz3MTNfPFYX8MffisuSwPw/ydgDp47PmR8euT36E7AiEA
xcNsV8Osh3flnLU6ZIJWLSQqWeC7YT6v9Eked/jHT4s=
-----END CERTIFICATE-----
`;
