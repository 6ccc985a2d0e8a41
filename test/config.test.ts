// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is what the configuration itself writes.
import * as fc from "fast-check";
import { stringify } from "smol-toml";
import { expect, test } from "vitest";
import * as z from "zod";
import { defineCheck } from "../src/check.ts";
import { formatProblem } from "../src/config/problem.ts";
import { type Config, loadConfig } from "../src/config.ts";

const CHECKS = {
  "checks.core.heartbeat": defineCheck({
    documentation: "The URL answers.",
    params: z.strictObject({ url: z.url(), expected_status: z.int().positive().default(200) }),
    exposed: ["url", "expected_status"],
    overridable: ["expected_status"],
    run: async (_, params) => ({ success: true, data: { ...params } }),
  }),
  "checks.core.maintenance": defineCheck({
    documentation: "Pull requests are few.",
    params: z.strictObject({ repositories: z.array(z.string()), max_opened_pulls: z.int().default(7) }),
    run: async (_, params) => ({ success: true, data: { ...params } }),
  }),
  "acme.checks.odd": defineCheck({
    documentation: "Has odd parameters.",
    params: z.strictObject({
      "conf-param": z.string(),
      mode: z.enum(["fast", "slow"]).default("fast"),
      either: z.union([z.number(), z.literal("none")]).default(1),
    }),
    run: async (_, params) => ({ success: true, data: { ...params } }),
  }),
};

function load(text: string, variables: Record<string, string> = {}): Config {
  return loadConfig(text, { checks: CHECKS, variables, defaultTtl: 60 });
}

function problemsOf(text: string, variables: Record<string, string> = {}): string[] {
  return load(text, variables).problems.map((problem) => formatProblem(problem));
}

const HEARTBEAT = `description = "d"\nmodule = "checks.core.heartbeat"\n`;

test("fills in the defaults of an entry", () => {
  const { definitions, problems } = load(
    `[checks.shop.login]\n${HEARTBEAT}params.url = "https://shop.example/"`,
  );

  expect(problems).toEqual([]);
  expect(definitions).toMatchObject([
    {
      project: "shop",
      name: "login",
      description: "d",
      module: "checks.core.heartbeat",
      tags: [],
      ttl: 60,
      background: true,
      timeout: 30,
      check: { parameters: { url: "https://shop.example/", expected_status: 200 } },
    },
  ]);
  expect(definitions[0]?.agent).toBeUndefined();
  expect(definitions[0]?.plot).toBeUndefined();
});

test("takes every key of an entry", () => {
  const { definitions, problems } = load(`
    [agents.vpn]
    token_hashes = ["${"0".repeat(64)}"]
    [checks.shop.login]
    description = "d"
    module = "checks.core.heartbeat"
    params.url = "https://shop.example/"
    ttl = 3600
    tags = ["critical", "eu west"]
    plot = ".latency"
    agent = "vpn"
    background = false
    timeout = 2.5
  `);

  expect(problems).toEqual([]);
  expect(definitions).toMatchObject([
    {
      ttl: 3600,
      tags: ["critical", "eu west"],
      plot: ".latency",
      agent: "vpn",
      background: false,
      timeout: 2.5,
    },
  ]);
});

test("takes a ttl of 0 as none, as the original does", () => {
  const { definitions } = load(`[checks.a.b]\n${HEARTBEAT}params.url = "https://x.example/"\nttl = 0`);

  expect(definitions[0]?.ttl).toBe(60);
});

test("loads the original's documented examples unchanged", async () => {
  const { definitions, problems } = load(
    `
    [checks.a-project.a-check]
    description = "Heartbeat of the public read-only instance."
    module = "checks.core.heartbeat"
    params.url = "https://firefox.settings.services.mozilla.com/v1/__heartbeat__"
    ttl = 30

    [checks.myproject.mycheck]
    description = "With a variable"
    module = "checks.core.heartbeat"
    params.url = "http://\${ENV_NAME}.service.org"
    params.expected_status = "204"
    tags = ["toto", "tata"]

    [checks.remotesettings-uptake.pulls]
    description = "A list"
    module = "checks.core.maintenance"
    ttl = 3600
    params.repositories = ["Kinto/kinto", "mozilla-services/kinto-dist"]
    params.max_opened_pulls = "3"

    [checks.project."dotted.name"]
    description = "A parameter with a dash"
    module = "acme.checks.odd"
    params.conf-param = "value"

    [checks.inline]
    here = { description = "d", module = "checks.core.heartbeat", params = { url = "https://x.example/" } }
    `,
    { ENV_NAME: "stage" },
  );

  expect(problems).toEqual([]);
  expect(definitions.map(({ project, name }) => `${project}/${name}`)).toEqual([
    "a-project/a-check",
    "myproject/mycheck",
    "remotesettings-uptake/pulls",
    "project/dotted.name",
    "inline/here",
  ]);
  expect(await resultOf(definitions[1])).toEqual({ url: "http://stage.service.org", expected_status: 204 });
  expect(await resultOf(definitions[2])).toMatchObject({ max_opened_pulls: 3 });
});

test("takes the same check name in ten projects", () => {
  const projects = Array.from({ length: 10 }, (_, index) => `project-${index}`);
  const text = projects.map(
    (name) => `[checks.${name}.ping]\n${HEARTBEAT}params.url = "https://${name}.example/"`,
  );

  const { definitions, problems } = load(text.join("\n"));

  expect(problems).toEqual([]);
  expect(definitions.map(({ project }) => project)).toEqual(projects);
});

test("keeps what the file says with Windows line ends and a byte order mark", () => {
  const text = `\uFEFF[checks.a.b]\n${HEARTBEAT}params.url = "https://x.example/"`.replaceAll("\n", "\r\n");

  expect(load(text).definitions).toHaveLength(1);
});

test("takes an empty file as no checks", () => {
  expect(load("")).toEqual({
    definitions: [],
    agents: new Map(),
    maintenance: [],
    destinations: [],
    tracker: { kind: "bugzilla" },
    problems: [],
    secrets: [],
  });
});

test("says where broken TOML is broken, without quoting it", () => {
  const { definitions, problems } = load(`[checks.a.b]\nparams.token = "canary-in-the-text\n`);

  expect(definitions).toEqual([]);
  expect(problems).toMatchObject([{ path: [], line: 2 }]);
  expect(JSON.stringify(problems)).not.toContain("canary");
});

test("refuses a check that is there twice, with its line", () => {
  const entry = `[checks.a.b]\n${HEARTBEAT}params.url = "https://x.example/"\n`;

  expect(load(entry + entry).problems).toMatchObject([
    { line: 5, message: expect.stringContaining("redefine") },
  ]);
});

test("reports all problems of all entries at once", () => {
  const problems = problemsOf(`
    [checks.shop.login]
    descripton = "d"
    module = "checks.core.heartbeat"
    params.urll = "https://shop.example/"
    params.expected_status = "many"
    ttl = -1
    timeout = 600
    background = "maybe"
    [checks.shop.cart]
    description = "d"
    module = "checks.core.hearbeat"
    [other]
  `);

  expect(problems).toEqual([
    expect.stringMatching(/^other: unknown table "other", known are checks/),
    'checks.shop.login.description: missing key "description", expected string',
    "checks.shop.login.ttl: too small: expected number to be >=0",
    "checks.shop.login.background: expected boolean, received string",
    "checks.shop.login.timeout: too big: expected number to be <=50",
    'checks.shop.login.descripton: unknown key "descripton", did you mean "description"?',
    'checks.shop.login.params.urll: unknown parameter "urll", did you mean "url"?',
    'checks.shop.login.params.url: missing parameter "url", expected string',
    "checks.shop.login.params.expected_status: expected number, received string",
    'checks.shop.cart.module: no module "checks.core.hearbeat", did you mean "checks.core.heartbeat"?',
  ]);
});

test("suggests the section that was meant", () => {
  expect(problemsOf("[check.shop.login]")).toEqual(['check: unknown table "check", did you mean "checks"?']);
});

test("says what an option or a union accepts", () => {
  const text = `[checks.a.b]\ndescription = "d"\nmodule = "acme.checks.odd"\n`;

  expect(problemsOf(`${text}params = { conf-param = "x", mode = "quick", either = "some" }`)).toEqual([
    'checks.a.b.params.mode: expected one of "fast"|"slow"',
    'checks.a.b.params.either: expected number, received string, or expected "none"',
  ]);
});

test("does not make three letters of a text where a list is expected, nor 3 of 3.9", () => {
  const text = `[checks.a.b]\ndescription = "d"\nmodule = "checks.core.maintenance"\n`;

  expect(problemsOf(`${text}params = { repositories = "abc", max_opened_pulls = 3.9 }`)).toEqual([
    "checks.a.b.params.repositories: expected array, received string",
    "checks.a.b.params.max_opened_pulls: expected int, received number",
  ]);
});

test("keeps the other checks running beside a wrong one, which says why when it runs", async () => {
  const { definitions } = load(`
    [checks.shop.bad]
    description = "Still described"
    module = "checks.core.heartbeat"
    tags = ["a"]
    params.urll = "x"
    [checks.shop]
    worse = 3
    good = { description = "d", module = "checks.core.heartbeat", params = { url = "https://x.example/" } }
  `);

  const [bad, worse, good] = definitions;
  expect(bad).toMatchObject({
    name: "bad",
    description: "Still described",
    tags: ["a"],
    ttl: 60,
    timeout: 30,
  });
  await expect(resultOf(bad)).rejects.toThrow(
    'Cannot configure shop/bad: params.urll: unknown parameter "urll", did you mean "url"?; ' +
      'params.url: missing parameter "url", expected string',
  );
  expect(worse).toMatchObject({
    name: "worse",
    module: "",
    check: { documentation: "", needs: [], parameters: {} },
  });
  await expect(resultOf(worse)).rejects.toThrow("Cannot configure shop/worse: expected a table");
  expect(await resultOf(good)).toEqual({ url: "https://x.example/", expected_status: 200 });
});

test("names an unset variable, once, instead of what follows from it", () => {
  const text = `[checks.a.b]\n${HEARTBEAT}params.url = "\${SERVER}/x"\nparams.expected_status = "\${STATUS}"`;

  expect(load(text).problems).toEqual([
    { path: ["checks", "a", "b", "params", "url"], message: 'variable "SERVER" is not set', unset: "SERVER" },
    {
      path: ["checks", "a", "b", "params", "expected_status"],
      message: 'variable "STATUS" is not set',
      unset: "STATUS",
    },
  ]);
});

test("does not take what every object has for a variable or a module", () => {
  const text = `[checks.a.b]\ndescription = "d"\nmodule = "constructor"\nparams.url = "\${toString}"`;

  expect(problemsOf(text)).toEqual([
    'checks.a.b.params.url: variable "toString" is not set',
    'checks.a.b.module: no module "constructor"' +
      ", known are checks.core.heartbeat, checks.core.maintenance, acme.checks.odd",
  ]);
});

test("fills in variables outside of params too", () => {
  const text = `[checks.a.b]\n${HEARTBEAT}params.url = "https://x.example/"\ntags = ["\${TEAM}"]\nttl = "\${TTL}"`;

  expect(load(text, { TEAM: "red", TTL: "90" }).definitions).toMatchObject([{ tags: ["red"], ttl: 90 }]);
});

test.each(["a b", "a/b", "é", "..", ".a", "", "__proto__", "x".repeat(65)])(
  "refuses %j as a name",
  (name) => {
    const quoted = JSON.stringify(name);
    const entry = `${HEARTBEAT}params.url = "https://x.example/"`;

    const { definitions, problems } = load(`[checks.${quoted}.c]\n${entry}\n[checks.c.${quoted}]\n${entry}`);

    expect(definitions).toEqual([]);
    expect(problems.map(({ path }) => path)).toEqual([
      ["checks", name],
      ["checks", "c", name],
    ]);
  },
);

test("refuses a project called as a route is, and an agent that cannot be a name", () => {
  const entry = `${HEARTBEAT}params.url = "https://x.example/"`;

  expect(problemsOf(`[checks.tags.a]\n${entry}\n[checks.a.tags]\n${entry}\nagent = "v p n"`)).toEqual([
    "checks.tags: the name is taken by a route",
    "checks.a.tags.agent: expected letters, digits and _ . ~ -, not beginning with . ~ or -",
  ]);
});

test("reports two checks that would be one element of the diagram", () => {
  const entry = `${HEARTBEAT}params.url = "https://x.example/"`;

  expect(problemsOf(`[checks.a--b.c]\n${entry}\n[checks.a.b--c]\n${entry}`)).toEqual([
    'checks.a.b--c: collides with a--b/c: both are "a--b--c" in the diagram',
  ]);
});

test("reports values in the place of tables", () => {
  expect(problemsOf("checks = 3")).toEqual(["checks: expected a table, as in [checks.project.name]"]);
  expect(problemsOf("[checks]\nshop = 3")).toEqual([
    "checks.shop: expected a table, as in [checks.project.name]",
  ]);
});

test("never throws, and accounts for every entry, whatever stands in it", () => {
  const key = fc.constantFrom(
    "module",
    "params",
    "url",
    "ttl",
    "tags",
    "agent",
    "__proto__",
    "constructor",
    "a b",
  );
  const text = fc.constantFrom(
    "checks.core.heartbeat",
    "acme.checks.odd",
    "${NAME}",
    "${}",
    "https://x.example/",
  );
  // TOML has no year 10000.
  const date = fc.date({ min: new Date("1970-01-01"), max: new Date("2100-01-01"), noInvalidDate: true });
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(text, fc.integer(), fc.double(), fc.boolean(), date, tie("list"), tie("table")),
    list: fc.array(tie("value"), { maxLength: 3 }),
    table: fc.dictionary(key, tie("value"), { maxKeys: 4 }),
  }));

  fc.assert(
    fc.property(value, value, (one, other) => {
      const document = stringify({ checks: { shop: { one, other } } });
      const { definitions, problems } = load(document);
      const named = (name: string) => problems.some(({ path }) => path[2] === name);
      expect(definitions.map(({ name }) => name).sort()).toEqual(["one", "other"]);
      expect(named("one") && named("other")).toBe(true);
    }),
  );
});

/** What the check says, for modules that return their parameters. */
async function resultOf(definition: Config["definitions"][number] | undefined): Promise<unknown> {
  const result = await definition?.check.run({
    fetch: () => Promise.reject(new TypeError("no network here")),
    stream: () => Promise.reject(new TypeError("no network here")),
    latencyMs: () => 0,
    now: () => new Date(0),
    previous: undefined,
    signal: AbortSignal.timeout(1000),
    log: () => {},
  });
  return result?.data;
}
