import { expect, test } from "vitest";
import { createHttp } from "../../src/http.ts";
import { askBugzilla, withApiKey } from "../../src/known_issues/bugzilla.ts";
import { startStopwatch } from "../../src/run/stopwatch.ts";
import { FAKE_HTTP, fakeHost, json } from "../fake_host.ts";

const QUERY = { url: "https://bugs.example.com/", service: "poucave", environment: "prod" };

const bug = (given: object = {}) => ({
  id: 7,
  summary: "It is slow",
  status: "NEW",
  resolution: "",
  is_open: true,
  whiteboard: "[poucave prod] [shop/home]",
  groups: [],
  last_change_time: "2026-11-20T10:00:00Z",
  ...given,
});
const answering = (...bodies: unknown[]) => {
  const asked: URL[] = [];
  const fetch = async (url: string) => {
    asked.push(new URL(url));
    return Response.json(bodies[asked.length - 1] ?? { bugs: [] });
  };
  return { asked, fetch };
};

test("asks for service and environment in the whiteboard", async () => {
  const { asked, fetch } = answering({ bugs: [bug()] });

  const answered = await askBugzilla(fetch, QUERY);

  expect(
    asked.map(({ origin, pathname, searchParams }) => [origin + pathname, searchParams.get("whiteboard")]),
  ).toEqual([["https://bugs.example.com/rest/bug", "poucave prod"]]);
  expect(answered).toEqual({
    cut: false,
    issues: [
      {
        id: 7,
        summary: "It is slow",
        open: true,
        fixed: false,
        status: "NEW",
        lastUpdate: "2026-11-20T10:00:00Z",
        url: "https://bugs.example.com/7",
        text: "[poucave prod] [shop/home]",
      },
    ],
  });
});

test("hides the summary of a bug that a group keeps to itself", async () => {
  const { fetch } = answering({ bugs: [bug({ groups: ["security"], summary: "A secret" })] });

  expect((await askBugzilla(fetch, QUERY)).issues).toMatchObject([{ summary: "" }]);
});

test.each([
  ["FIXED", true],
  ["WORKSFORME", true],
  ["WONTFIX", false],
  ["DUPLICATE", false],
])("a bug resolved as %s was mended: %j", async (resolution, fixed) => {
  const { fetch } = answering({ bugs: [bug({ is_open: false, status: "RESOLVED", resolution })] });

  expect((await askBugzilla(fetch, QUERY)).issues).toMatchObject([{ open: false, fixed }]);
});

test("reads page after page, and says where there are more than 2,000", async () => {
  const page = { bugs: Array.from({ length: 500 }, () => bug()) };
  const { asked, fetch } = answering(page, page, page, page, page);

  const { issues, cut } = await askBugzilla(fetch, QUERY);

  expect(asked.map(({ searchParams }) => searchParams.get("offset"))).toEqual(["0", "500", "1000", "1500"]);
  expect([issues.length, cut]).toEqual([2_000, true]);
});

test("cuts what a tracker sends that knows no limit", async () => {
  const { asked, fetch } = answering({ bugs: Array.from({ length: 50_000 }, () => bug()) });

  const { issues, cut } = await askBugzilla(fetch, QUERY);

  expect([asked.length, issues.length, cut]).toEqual([1, 500, true]);
});

test.each([
  ["HTML", new Response("<html>Sign in</html>"), "it is not what was expected"],
  ["nothing", new Response(""), "it is not what was expected"],
  ["another shape", Response.json({ bugs: [{ id: "7" }] }), "it is not what was expected, at bugs.0.id"],
  ["a text", Response.json("foo"), "it is not what was expected"],
  ["a 401", new Response("canary", { status: 401 }), "it has status 401"],
  ["a 500", new Response("canary", { status: 500 }), "it has status 500"],
])("an answer that is %s is an error that quotes none of it", async (_, response, why) => {
  await expect(askBugzilla(async () => response, QUERY)).rejects.toThrow(
    new TypeError(`Cannot read the tracker's answer: ${why}`),
  );
});

test("the key goes to the tracker, and not where it redirects to", async () => {
  const keys: [string, string | null][] = [];
  const answer = (response: Response) => (request: { url: string; headers: Headers }) => {
    keys.push([new URL(request.url).host, request.headers.get("x-bugzilla-api-key")]);
    return response.clone();
  };
  const query =
    "whiteboard=poucave+prod&include_fields=id%2Csummary%2Cstatus%2Cresolution%2Cis_open%2Cwhiteboard%2Cgroups%2Clast_change_time&order=changeddate+DESC&limit=500&offset=0";
  const moved = new Response(null, { status: 302, headers: { location: "https://evil.example.com/" } });
  const host = fakeHost({
    routes: {
      [`GET https://bugs.example.com/rest/bug?${query}`]: answer(moved),
      "GET https://evil.example.com/": answer(json({ bugs: [] })),
    },
  });
  const settings = withApiKey(FAKE_HTTP, { url: QUERY.url, apiKey: "canary" });
  const stopwatch = startStopwatch(1_000, host.now);
  const { fetch } = createHttp({ host, settings, stopwatch, slot: async () => () => {} });

  await askBugzilla(fetch, QUERY);

  stopwatch.stop();
  expect(keys).toEqual([
    ["bugs.example.com", "canary"],
    ["evil.example.com", null],
  ]);
});
