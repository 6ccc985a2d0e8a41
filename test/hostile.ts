// The ten hostile responders of which every monitor meets one some day: each must end in a clear outcome, soon, with
// little memory, and leave the only slot free. Run for Node and for workerd.

import type { ServerResponse } from "node:http";
import { constants, deflateRawSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createCertificate } from "./constellation/certificate.ts";
import type { Answer, CommandInput } from "./host_driver.ts";
import { type LocalServer, sendForever, serveHttp, serveHttps } from "./local_server.ts";

type Drive = (command: CommandInput) => Promise<Answer>;

const MEBIBYTE = 1024 * 1024;
const DAY_MS = 86_400_000;

/** `maxMebibytes` is what the host holds of a body. */
export function describeHostile(name: string, drive: Drive, maxMebibytes = 8): void {
  describe(name, () => {
    let server: LocalServer;
    let requests: string[] = [];
    const unfinished = new Set<string>();
    let sent = () => 0;

    beforeAll(async () => {
      server = await serveHttp((request, response) => {
        const { url = "" } = request;
        requests.push(url);
        unfinished.add(url);
        response.on("close", () => unfinished.delete(url));
        if (url === "/infinite") sent = sendForever(response, Buffer.alloc(65_536, "a"));
        else if (url === "/bomb") sent = gzipBomb(response);
        else misbehave(url, response);
      });
    });
    beforeEach(() => {
      requests = [];
    });
    afterAll(() => server.close());

    const ask = async (path: string, options: object = {}) =>
      outcomeOf(
        await drive({ do: "run", url: server.origin + path, timeout_ms: 500, retries: 2, ...options }),
      );

    /** There is one slot, and no answer may still be under way. */
    const expectAllFree = async () => {
      expect(await ask("/fine")).toMatchObject({ status: "passed" });
      await expect.poll(() => [...unfinished]).toEqual([]);
    };

    test("a redirect to a cloud metadata service is not followed", async () => {
      const outcome = await ask("/to-metadata");

      expect(outcome.error?.message).toMatch(/^Cannot request http:\/\/169\.254\.169\.254\/.*never asked$/);
      expect(requests).toEqual(["/to-metadata"]);
      await expectAllFree();
    });

    test("a redirect from a public name to loopback is not followed", async () => {
      const origins = { "http://public.example": server.origin };

      const outcome = outcomeOf(
        await drive({ do: "run", url: "http://public.example/to-loopback", origins, retries: 2 }),
      );

      expect(outcome.error?.message).toMatch(
        /http:\/\/public\.example\/to-loopback redirects into a private network$/,
      );
      expect(requests).toEqual(["/to-loopback"]);
      await expectAllFree();
    });

    test("a redirect loop ends after ten hops, and is not tried again", async () => {
      const outcome = await ask("/loop");

      expect(outcome.error?.message).toMatch(/^Cannot reach .*\/loop: more than 10 redirects$/);
      expect(requests).toHaveLength(11);
      await expectAllFree();
    });

    test("an infinite body is left as soon as it is too long", async () => {
      const outcome = await ask("/infinite", { timeout_ms: 5000 });

      expect(outcome.error).toEqual({
        type: "RangeError",
        message: `Cannot read ${server.origin}/infinite: the body exceeds ${maxMebibytes} MiB`,
      });
      await expectAllFree();
      expect(sent()).toBeLessThan(4 * maxMebibytes * MEBIBYTE);
    });

    test("an infinite stream is read as far as the check wants, and left", async () => {
      const outcome = await ask("/infinite", { as: "size", timeout_ms: 5000 });

      expect(outcome.status).toBe("passed");
      expect(Object(outcome.data).body).toBeGreaterThanOrEqual(32 * MEBIBYTE);
      await expectAllFree();
      expect(sent()).toBeLessThan(64 * MEBIBYTE);
    });

    test("a stream of one byte a second runs into the time limit", async () => {
      const outcome = await ask("/drip", { as: "size" });

      expect(outcome.error?.type).toBe("TimeoutError");
      expect(requests).toHaveLength(1);
      await expectAllFree();
    });

    test("a stream that is reset is an error, and is not asked for again", async () => {
      const outcome = await ask("/reset", { as: "size" });

      expect(outcome.error?.message).toMatch(/^Cannot reach .*\/reset: /);
      expect(requests).toHaveLength(1);
      await expectAllFree();
    });

    test("one byte a second runs into the time limit", async () => {
      const outcome = await ask("/drip");

      expect(outcome.error).toMatchObject({
        type: "TimeoutError",
        message: expect.stringMatching(/in 500 ms$/),
      });
      expect(requests).toHaveLength(1);
      await expectAllFree();
    });

    test("a header of 80 KiB is an answer or a clear error", async () => {
      const { status, error } = await ask("/header", { retries: 0 });

      if (status === "errored") expect(error?.message).toMatch(/^Cannot reach .*: .*header/i);
      else expect(status).toBe("passed");
      await expectAllFree();
    });

    test("a gzip bomb is left as soon as what it holds is too long", async () => {
      const outcome = await ask("/bomb", { timeout_ms: 5000 });

      expect(outcome.error?.message).toMatch(new RegExp(`the body exceeds ${maxMebibytes} MiB$`));
      await expectAllFree();
      expect(sent()).toBeLessThan(16 * MEBIBYTE);
    });

    test("a body shorter than its Content-Length is an error", async () => {
      const outcome = await ask("/short", { retries: 0 });

      expect(outcome.error?.message).toMatch(/^Cannot reach .*\/short: /);
      await expectAllFree();
    });

    test("invalid JSON is an error, and the next check is none the worse", async () => {
      const outcome = await ask("/no-json", { as: "json" });

      expect(outcome.error?.type).toBe("SyntaxError");
      await expectAllFree();
    });

    test("invalid UTF-8 reads as replacement characters", async () => {
      const outcome = await ask("/no-utf8");

      expect(outcome).toMatchObject({ status: "passed", data: { body: "caf\uFFFD" } });
      await expectAllFree();
    });

    test("a connection reset in mid-body is an error", async () => {
      const outcome = await ask("/reset", { retries: 0 });

      expect(outcome.error?.message).toMatch(/^Cannot reach .*\/reset: /);
      await expectAllFree();
    });

    test.each([
      { what: "self-signed", from: -1, to: 30 },
      { what: "expired", from: -30, to: -1 },
    ])("a certificate that is $what is an error", async ({ from, to }) => {
      const at = (days: number) => new Date(Date.now() + days * DAY_MS);
      const certificate = createCertificate({ notBefore: at(from), notAfter: at(to) });
      const secure = await serveHttps(certificate, (_, response) => response.end("fine"));

      const outcome = outcomeOf(await drive({ do: "run", url: secure.origin }));

      await secure.close();
      expect(outcome.error?.message).toMatch(/^Cannot reach https:.*certificate/);
      await expectAllFree();
    });
  });
}

function misbehave(url: string, response: ServerResponse): void {
  switch (url) {
    case "/to-metadata":
      response.writeHead(302, { location: "http://169.254.169.254/latest/meta-data/" }).end();
      break;
    case "/to-loopback":
      response.writeHead(302, { location: "http://127.0.0.1:1/" }).end();
      break;
    case "/loop":
      response.writeHead(302, { location: "/loop" }).end();
      break;
    case "/drip": {
      const timer = setInterval(() => response.write("a"), 200);
      response.on("close", () => clearInterval(timer));
      break;
    }
    case "/header":
      response.writeHead(200, { "x-long": "a".repeat(80 * 1024) }).end();
      break;
    case "/short":
      response.writeHead(200, { "content-length": "1000" });
      response.write("only this", () => response.destroy());
      break;
    case "/no-json":
      response.end("<html>It works!</html>");
      break;
    case "/no-utf8":
      response.end(Buffer.from([0x63, 0x61, 0x66, 0xe9]));
      break;
    case "/reset":
      response.write("the beginning", () => response.socket?.resetAndDestroy());
      break;
    default:
      response.end("fine");
  }
}

/** Zeros without end, a thousandth of the size: each flushed block stands for a mebibyte and is no last one. */
function gzipBomb(response: ServerResponse): () => number {
  response.writeHead(200, { "content-encoding": "gzip" });
  response.write(Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]));
  return sendForever(
    response,
    deflateRawSync(Buffer.alloc(MEBIBYTE), { finishFlush: constants.Z_FULL_FLUSH }),
  );
}

interface Seen {
  readonly status: string;
  readonly data?: unknown;
  readonly error?: { readonly type: string; readonly message: string };
}

function outcomeOf({ value, error }: Answer): Seen {
  expect(error).toBeUndefined();
  return Object(value).outcome;
}
