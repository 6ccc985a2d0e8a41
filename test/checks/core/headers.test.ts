import { expect, test } from "vitest";
import headers from "../../../checks/core/headers.ts";
import { runCheck } from "../../fake_host.ts";

const url = "https://shop.example/list.json";
const compressed = new Response(null, { headers: { "content-encoding": "gzip" } });

function params(expected: Record<string, string>, urls = [url]) {
  return { urls, request_headers: { "Accept-Encoding": "gzip" }, response_headers: expected };
}

test("passes, with nothing to say, when the headers come back", async () => {
  const routes = { [`HEAD ${url}`]: compressed };

  const outcome = await runCheck(headers, params({ "Content-Encoding": "gzip" }), { routes });

  expect(outcome).toMatchObject({ status: "passed", data: {} });
});

test("sends the request headers", async () => {
  let sent: string | null = null;
  const route = (request: { headers: Headers }) => {
    sent = request.headers.get("accept-encoding");
    return compressed;
  };

  await runCheck(headers, params({}), { routes: { [`HEAD ${url}`]: route } });

  expect(sent).toBe("gzip");
});

test.each([
  ["is missing", "X-Cache", ""],
  ["has another value", "Content-Encoding", "br"],
  ["differs in case", "Content-Encoding", "GZIP"],
])("fails, with what was expected, when a header %s", async (_, name, value) => {
  const outcome = await runCheck(headers, params({ [name]: value }), {
    routes: { [`HEAD ${url}`]: compressed },
  });

  expect(outcome).toMatchObject({ status: "failed", data: { [url]: { missing: { [name]: value } } } });
});

test("asks only for presence where the expected value is empty", async () => {
  const outcome = await runCheck(headers, params({ "content-encoding": "" }), {
    routes: { [`HEAD ${url}`]: compressed },
  });

  expect(outcome.status).toBe("passed");
});

test("does not follow redirects: they are answers", async () => {
  const routes = { [`HEAD ${url}`]: new Response(null, { status: 302, headers: { location: "/other" } }) };

  const outcome = await runCheck(headers, params({ Location: "/other" }), { routes });

  expect(outcome.status).toBe("passed");
});

test("cannot tell when the only URL cannot be reached", async () => {
  const outcome = await runCheck(headers, params({ "Content-Encoding": "" }));

  expect(outcome).toMatchObject({
    status: "errored",
    error: { message: `Cannot reach ${url}: connect ECONNREFUSED` },
  });
});

test("one URL that cannot be reached does not hide what another lacks", async () => {
  const dead = "https://dead.example/";
  const routes = { [`HEAD ${url}`]: new Response() };

  const outcome = await runCheck(headers, params({ "Content-Encoding": "" }, [dead, url]), { routes });

  expect(outcome).toMatchObject({
    status: "failed",
    data: {
      [url]: { missing: { "Content-Encoding": "" } },
      [dead]: { error: `Cannot reach ${dead}: connect ECONNREFUSED` },
    },
  });
});
