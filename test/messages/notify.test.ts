import { describe, expect, test } from "vitest";
import { formatProblem } from "../../src/config/problem.ts";
import { configureDestinations, type Destination, wants } from "../../src/messages/notify.ts";
import { definitionOf } from "../definition_of.ts";

const definitions = [
  definitionOf({ tags: ["critical"] }),
  definitionOf({ project: "mail", name: "queue", key: "mail/queue", agent: "vpn" }),
];

const configure = (entry: unknown, variables: Record<string, string> = {}) =>
  configureDestinations({ oncall: entry }, { variables, definitions });

const problemsOf = (entry: unknown) => configure(entry).problems.map((problem) => formatProblem(problem));

describe("a destination", () => {
  test("is a webhook of JSON unless it says otherwise", () => {
    const { destinations, problems } = configure({ url: "https://hook.example/x" });

    expect(problems).toEqual([]);
    expect(destinations[0]?.channel).toEqual({
      kind: "webhook",
      format: "json",
      url: "https://hook.example/x",
    });
  });

  test("may be PagerDuty, which needs no address", () => {
    const { destinations } = configure(
      { format: "pagerduty", routing_key: `\${KEY}` },
      { KEY: "r".repeat(32) },
    );

    expect(destinations[0]?.channel).toEqual({
      kind: "pagerduty",
      url: "https://events.pagerduty.com/v2/enqueue",
      routingKey: "r".repeat(32),
    });
  });

  test("may be a mailbox, with reminders", () => {
    const { destinations } = configure({ email: "oncall@example.com", remind: "4h" });

    expect(destinations[0]).toMatchObject({
      channel: { kind: "email", to: "oncall@example.com" },
      remindMs: 4 * 3_600_000,
    });
  });

  test("keeps its address and its key secret, with the variables in them", () => {
    const { secrets } = configure(
      { url: `https://hook.example/\${TOKEN}`, format: "pagerduty", routing_key: "canary-key" },
      { TOKEN: "canary-token" },
    );

    expect(secrets.map(({ value }) => value)).toEqual(
      expect.arrayContaining(["https://hook.example/canary-token", "canary-token", "canary-key"]),
    );
  });

  test.each([
    [{}, 'notify.oncall.url: missing key "url", expected where to send to, or "email"'],
    [{ url: "ftp://a.example" }, "notify.oncall.url: expected an http or https URL"],
    [{ url: "https://a.example", format: "slak" }, /notify.oncall.format: expected one of/],
    [
      { url: "https://a.example", formt: "slack" },
      'notify.oncall.formt: unknown key "formt", did you mean "format"?',
    ],
    [
      { url: "https://a.example", email: "a@b.example" },
      "notify.oncall.email: expected url or email, not both",
    ],
    [{ email: "nobody" }, "notify.oncall.email: expected an e-mail address"],
    [{ email: "a@b.example", format: "slack" }, "notify.oncall.format: expected none with email"],
    [
      { format: "pagerduty" },
      'notify.oncall.routing_key: missing key "routing_key", expected the key of an integration of PagerDuty',
    ],
    [
      { url: "https://a.example", routing_key: "x" },
      'notify.oncall.routing_key: expected format = "pagerduty" with it',
    ],
    [{ url: "https://a.example", remind: "1m" }, "notify.oncall.remind: expected 15m to 30d"],
    [{ url: "https://a.example", remind: "often" }, /notify.oncall.remind: expected a duration such as/],
    [
      { url: "https://a.example", projects: ["shpo"] },
      'notify.oncall.projects.0: no project "shpo", known are shop, mail',
    ],
    [{ url: "https://a.example", tags: ["critcal"] }, /no tag "critcal", did you mean "critical"/],
    [{ url: "https://a.example", checks: ["home"] }, /no check "home"/],
    [{ url: "https://a.example", agent: "vnp" }, /no agent "vnp"/],
    [{ url: `\${HOOK}` }, 'notify.oncall.url: variable "HOOK" is not set'],
    ["https://a.example", "notify.oncall: expected a table, as in [notify.oncall]"],
  ])("says what is wrong with %j, once", (entry, message) => {
    const expected = typeof message === "string" ? message : expect.stringMatching(message);

    expect(problemsOf(entry)).toEqual([expected]);
  });

  test("says everything that is wrong at once, and takes no other down", () => {
    const { destinations, problems } = configureDestinations(
      {
        bad: { format: "x", remind: "y", foo: 1 },
        good: { url: "https://a.example" },
        sentry: { url: "https://a.example" },
      },
      { variables: {}, definitions },
    );

    expect(problems.length).toBeGreaterThanOrEqual(4);
    expect(destinations.map(({ name }) => name)).toEqual(["good"]);
  });

  test("whose filter names what does not exist still tells of the rest", () => {
    const { destinations, problems } = configure({ url: "https://a.example", projects: ["shop", "shpo"] });

    expect(problems).toHaveLength(1);
    expect(destinations).toHaveLength(1);
  });

  test("never repeats a secret in what it says of itself", () => {
    const { problems } = configure({ url: `\${HOOK}`, projects: ["canary-hook"] }, { HOOK: "canary-hook" });

    expect(JSON.stringify(problems)).not.toContain("canary-hook");
  });
});

test("without [notify] nobody is told", () => {
  expect(configureDestinations(undefined, { variables: {}, definitions })).toEqual({
    destinations: [],
    problems: [],
    secrets: [],
  });
});

describe("filters", () => {
  const shop = definitionOf({ tags: ["critical"] });
  const all: Destination = {
    name: "all",
    channel: { kind: "email", to: "a@b.example" },
    projects: undefined,
    tags: undefined,
    checks: undefined,
    agent: undefined,
    remindMs: undefined,
  };

  test.each([
    [{}, true],
    [{ projects: ["mail", "shop"] }, true],
    [{ projects: ["mail"] }, false],
    [{ tags: ["x", "critical"] }, true],
    [{ tags: ["x"] }, false],
    [{ checks: ["shop/home"] }, true],
    [{ checks: ["shop/other"] }, false],
    [{ agent: "vpn" }, false],
    [{ projects: ["shop"], tags: ["x"] }, false],
  ])("%j: %s", (filter, wanted) => {
    expect(wants({ ...all, ...filter }, shop)).toBe(wanted);
  });

  test("know the agent", () => {
    expect(wants({ ...all, agent: "vpn" }, definitionOf({ agent: "vpn" }))).toBe(true);
  });
});

test("whoever wants to hear of a check wants to hear of the agent that runs it", () => {
  const everything = { projects: undefined, tags: undefined, checks: undefined, agent: undefined };
  const channel = { kind: "email", to: "a@b.example" } as const;
  const destination = { name: "one", channel, remindMs: undefined, ...everything, projects: ["shop"] };
  const covers = [definitionOf({ project: "mail" }), definitionOf({ project: "shop" })];

  expect(wants(destination, { ...definitionOf({ project: "agent" }), covers })).toBe(true);
  expect(wants(destination, { ...definitionOf({ project: "agent" }), covers: covers.slice(0, 1) })).toBe(
    false,
  );
});
