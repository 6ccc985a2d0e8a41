import { afterAll, beforeAll, expect, test } from "vitest";
import { deadPort } from "../../local_server.ts";
import { startTarget, type TargetServer } from "../../target_server.ts";
import { type RunningWorker, startWorkerd } from "../workerd.ts";

let target: TargetServer;
let worker: RunningWorker;

beforeAll(async () => {
  target = await startTarget({
    "/ok": (_request, response) => response.writeHead(200).end("ok"),
    "/redirect": (_request, response) => response.writeHead(308, { location: "/ok" }).end(),
    "/busy": (_request, response) => response.writeHead(429, { "retry-after": "7" }).end(),
    "/hang": () => {},
    "/endless": (_request, response) => response.writeHead(200).write("…"),
  });
  worker = await startWorkerd(new URL("wrangler.toml", import.meta.url));
});
afterAll(async () => {
  await worker.stop();
  await target.close();
});

test.each([
  ["/ok", { status: "delivered" }],
  ["/endless", { status: "delivered" }],
  ["/redirect", { status: "refused", error: "it answered 308, and redirects are not followed" }],
  ["/busy", { status: "unreached", error: "it answered 429", retryAfterMs: 7_000 }],
  ["/hang", { status: "unreached", error: "no answer within 0.3 s" }],
])("on workerd, %s gives what it gives on Node", async (path, attempt) => {
  expect(await worker.send(`${target.origin}${path}`)).toEqual(attempt);
});

test("on workerd, a dead port may be alive later", async () => {
  expect(await worker.send(`http://127.0.0.1:${await deadPort()}/`)).toMatchObject({ status: "unreached" });
});

test("on workerd, no redirect was followed", () => {
  expect(target.requests.filter((request) => request === "POST /redirect")).toHaveLength(1);
  expect(target.requests.filter((request) => request.endsWith(" /ok"))).toEqual(["POST /ok"]);
});
