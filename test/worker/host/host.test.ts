import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createCertificate } from "../../constellation/certificate.ts";
import { describeHost } from "../../host_contract.ts";
import { Answer, type CommandInput } from "../../host_driver.ts";
import { describeHostile } from "../../hostile.ts";
import { type LocalServer, serveHttp, serveHttps } from "../../local_server.ts";
import { type RunningWorker, startWorkerd } from "../workerd.ts";

let worker: RunningWorker;

beforeAll(async () => {
  worker = await startWorkerd(new URL("wrangler.toml", import.meta.url));
});
afterAll(() => worker.stop());

const drive = async (command: CommandInput) => Answer.parse(await worker.send(command));

describeHost("the Worker host", drive);
describeHostile("the Worker host, against hostile servers", drive);

test("the Worker offers certificates and pings, but no HTTP versions", async () => {
  const { value } = await drive({ do: "offers" });

  expect(value).toEqual(["tls", "x509", "websocket", "bigquery", "digest", "pings"]);
});

test("pings are those of the running check", async () => {
  const { value } = await drive({ do: "pings" });

  expect(value).toEqual({ succeededAt: 1, message: "shop/login" });
});

test("a server of TLS 1.3 alone is told, and who can see its certificate", async () => {
  const notBefore = new Date(Date.now() - 1000);
  const certificate = createCertificate({ notBefore, notAfter: new Date(Date.now() + 100_000) });
  const server = await serveHttps({ ...certificate, minVersion: "TLSv1.3" }, (_, response) => response.end());

  const { error } = await drive({ do: "tls", hostname: "127.0.0.1", port: server.port });

  await server.close();
  expect(error?.message).toMatch(/: it speaks TLS 1\.3 only, .*; an agent may see it \(agent = "…"\)$/);
});

describe("where Cloudflare's proxy answers instead of a server", () => {
  let server: LocalServer;
  const longPage = `error code: 522 ${"a".repeat(100_000)}`;

  beforeAll(async () => {
    server = await serveHttp((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? "/", "http://server");
      response.writeHead(Number(pathname.slice(1)), { server: searchParams.get("server") ?? "cloudflare" });
      response.end(searchParams.has("page") ? longPage : `error code: ${searchParams.get("code")}\n`);
    });
  });
  afterAll(() => server.close());

  const ask = (path: string, method = "GET") => drive({ do: "fetch", url: server.origin + path, method });

  test.each([
    ["/530?code=1016", "the name does not resolve (Cloudflare error 1016)"],
    ["/521?code=521", "the connection was refused (Cloudflare error 521)"],
    ["/522?code=522", "the connection timed out (Cloudflare error 522)"],
    ["/526?code=526", "the server's certificate is not valid (Cloudflare error 526)"],
    ["/530?code=1099", "the server cannot be reached (Cloudflare error 1099)"],
  ])("%s is the rejection that Node gives", async (path, message) => {
    expect(await ask(path)).toMatchObject({ value: null, error: { message } });
  });

  test("the answer to a HEAD is told by its status alone", async () => {
    expect(await ask("/522?code=522", "HEAD")).toMatchObject({
      error: { message: "the connection timed out (Cloudflare error 522)" },
    });
  });

  test.each(["/503?code=1016", "/531?code=531", "/522?code=522&server=nginx"])(
    "%s is an answer of the server's",
    async (path) => {
      expect((await ask(path)).value).toMatchObject({ body: expect.stringMatching(/^error code/) });
    },
  );

  test("a page that only begins like it is an answer, and whole", async () => {
    expect((await ask("/522?page")).value).toMatchObject({ status: 522, body: longPage });
  });
});
