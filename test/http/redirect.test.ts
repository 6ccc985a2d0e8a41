import { expect, test } from "vitest";
import { followRedirects } from "../../src/http/redirect.ts";

interface Sent {
  readonly url: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body: unknown;
}

/** A network in which each URL answers with a status and a Location; anything else with 200. */
function network(hops: Readonly<Record<string, [number, string]>>) {
  const sent: Sent[] = [];
  const cancelled: string[] = [];
  async function send(url: URL, init: RequestInit): Promise<Response> {
    const { method = "GET", headers, body } = init;
    sent.push({ url: url.href, method, headers: Object.fromEntries(new Headers(headers)), body });
    const [status, location] = hops[url.href] ?? [200];
    const unread = new ReadableStream({ cancel: () => void cancelled.push(url.href) });
    return new Response(unread, { status, headers: location === undefined ? {} : { location } });
  }
  return { send, sent, cancelled };
}

const start = new URL("https://example.com/a");

test("follows a redirect, and cancels the body that nobody reads", async () => {
  const { send, sent, cancelled } = network({ "https://example.com/a": [302, "/b?c#d"] });

  const response = await followRedirects(send, start, {});

  expect(response.status).toBe(200);
  expect(sent.map(({ url }) => url)).toEqual(["https://example.com/a", "https://example.com/b?c#d"]);
  expect(cancelled).toEqual(["https://example.com/a"]);
});

test("follows the redirect of a HEAD, still as HEAD", async () => {
  const { send, sent } = network({ "https://example.com/a": [303, "/b"] });

  await followRedirects(send, start, { method: "HEAD" });

  expect(sent.map(({ method }) => method)).toEqual(["HEAD", "HEAD"]);
});

test("leaves a redirect to those who ask for it", async () => {
  const { send } = network({ "https://example.com/a": [302, "/b"] });

  const response = await followRedirects(send, start, { redirect: "manual" });

  expect(response.status).toBe(302);
});

test.each([
  [301, "GET", undefined],
  [302, "GET", undefined],
  [303, "GET", undefined],
  [307, "POST", "body"],
  [308, "POST", "body"],
])("a POST before a %i goes on as %s", async (status, method, body) => {
  const { send, sent } = network({ "https://example.com/a": [status, "/b"] });

  await followRedirects(send, start, { method: "POST", body: "body" });

  expect(sent.at(-1)).toMatchObject({ method, body });
});

test("credentials stay with their origin, also when the way leads back", async () => {
  const { send, sent } = network({
    "https://example.com/a": [302, "/b"],
    "https://example.com/b": [302, "https://example.org/"],
    "https://example.org/": [302, "https://example.com/c"],
  });

  await followRedirects(send, start, {
    headers: { authorization: "Bearer canary", cookie: "a=b", "x-kept": "1" },
  });

  expect(sent.map(({ headers }) => headers)).toEqual([
    { authorization: "Bearer canary", cookie: "a=b", "x-kept": "1" },
    { authorization: "Bearer canary", cookie: "a=b", "x-kept": "1" },
    { "x-kept": "1" },
    { "x-kept": "1" },
  ]);
});

test("the credentials of a URL hold for its origin, and for no other", async () => {
  const { send, sent } = network({
    "https://alice:pw@example.com/a": [302, "https://example.com/b"],
    "https://alice:pw@example.com/b": [302, "https://example.org/c"],
  });

  await followRedirects(send, new URL("https://alice:pw@example.com/a"), {});

  expect(sent.map(({ url }) => url)).toEqual([
    "https://alice:pw@example.com/a",
    "https://alice:pw@example.com/b",
    "https://example.org/c",
  ]);
});

test("follows ten redirects, and no eleventh", async () => {
  const hops = Object.fromEntries(
    Array.from({ length: 11 }, (_, hop) => [
      `https://example.com/${hop}`,
      [302, `/${hop + 1}`] as [number, string],
    ]),
  );
  const ten = network(hops);
  const eleven = network(hops);

  const last = await followRedirects(ten.send, new URL("https://example.com/1"), {});
  const lost = followRedirects(eleven.send, new URL("https://example.com/0"), {});

  expect(last.status).toBe(200);
  await expect(lost).rejects.toThrow("Cannot reach https://example.com/0: more than 10 redirects");
});

test.each([
  ["http://127.0.0.1/", "redirects into a private network"],
  ["http://169.254.169.254/", "cloud metadata services are never asked"],
  ["file:///etc/passwd", "only http and https are allowed"],
])("refuses a redirect to %s before anything is sent there", async (location, why) => {
  const { send, sent } = network({ "https://example.com/a": [302, location] });

  await expect(followRedirects(send, start, {})).rejects.toThrow(why);
  expect(sent).toHaveLength(1);
});

test("a Location that is no URL is an error that does not repeat it", async () => {
  const { send } = network({ "https://example.com/a": [302, "https://[canary"] });

  const followed = followRedirects(send, start, {});

  await expect(followed).rejects.toThrow(
    /^Cannot follow the redirect of https:\/\/example\.com\/a: not a URL$/,
  );
});

test.each([200, 300, 304])("a %i with a Location is an answer", async (status) => {
  const sent: string[] = [];
  const send = async (url: URL) => {
    sent.push(url.href);
    return new Response(null, { status, headers: { location: "/b" } });
  };

  await followRedirects(send, start, {});

  expect(sent).toHaveLength(1);
});
