import { expect, test } from "vitest";
import latency from "../../../checks/core/latency.ts";
import { NOON, runCheck } from "../../fake_host.ts";

const url = "https://shop.example/";

/** A network in which each request takes `ms`. */
function slowBy(ms: number, headers = {}) {
  const clock = { now: NOON };
  const answer = (response: Response) => () => {
    clock.now += ms;
    return response.clone();
  };
  return { clock, routes: { [`HEAD ${url}`]: answer(new Response(null, headers)) }, answer };
}

test("passes, with the milliseconds, when the answer comes in time", async () => {
  const outcome = await runCheck(latency, { url, max_milliseconds: 200 }, slowBy(15));

  expect(outcome).toEqual({ status: "passed", data: 15, value: 15 });
});

test("fails when the answer takes exactly as long as it must not", async () => {
  const outcome = await runCheck(latency, { url, max_milliseconds: 15 }, slowBy(15));

  expect(outcome).toEqual({ status: "failed", data: 15, value: 15 });
});

test("fails, with the reason and nothing to plot, when the server cannot be reached", async () => {
  const outcome = await runCheck(latency, { url, max_milliseconds: 200 });

  expect(outcome).toEqual({
    status: "failed",
    data: `Cannot reach ${url}: connect ECONNREFUSED`,
    value: null,
  });
});

test("passes on an error that comes in time", async () => {
  const outcome = await runCheck(latency, { url, max_milliseconds: 200 }, slowBy(15, { status: 500 }));

  expect(outcome.status).toBe("passed");
});

test("counts the redirects that it follows", async () => {
  const network = slowBy(15, { status: 302, headers: { location: "/moved" } });
  const routes = { ...network.routes, [`HEAD ${url}moved`]: network.answer(new Response()) };

  const outcome = await runCheck(latency, { url, max_milliseconds: 200 }, { ...network, routes });

  expect(outcome).toMatchObject({ data: 30 });
});

test("does not count a try that failed, nor the pause after it", async () => {
  const clock = { now: NOON };
  let tries = 0;
  const route = () => {
    tries += 1;
    clock.now += tries === 1 ? 700 : 15;
    if (tries === 1) throw new TypeError("connection reset");
    return new Response();
  };

  const network = { clock, routes: { [`HEAD ${url}`]: route }, http: { maxRetries: 1 } };
  const outcome = await runCheck(latency, { url, max_milliseconds: 200 }, network);

  expect(outcome).toMatchObject({ status: "passed", data: 15 });
});
