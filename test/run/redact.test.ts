import { expect, test } from "vitest";
import { createRedact } from "../../src/run/redact.ts";

const CANARY = `c@n'ary "é/+&%41<x>`;
const redact = createRedact([{ value: CANARY, label: "[TOKEN]" }]);

const base64 = (text: string) => Buffer.from(text).toString("base64");

test.each([
  ["as it is", CANARY],
  ["in JSON", JSON.stringify({ echo: CANARY })],
  ["in JSON within JSON", JSON.stringify(JSON.stringify({ echo: CANARY }))],
  ["in HTML", `c@n'ary &quot;é/+&amp;%41&lt;x&gt;`],
  ["encoded as a component of a URL", encodeURIComponent(CANARY)],
  ["encoded in small digits", encodeURIComponent(CANARY).replace(/%../g, (hex) => hex.toLowerCase())],
  ["encoded as a form", new URLSearchParams({ token: CANARY }).toString()],
  ["as a URL has it in its path", Object.assign(new URL("https://example.com"), { pathname: CANARY }).href],
  ["as a URL has it in its query", Object.assign(new URL("https://example.com"), { search: CANARY }).href],
  ["as a URL has it as password", Object.assign(new URL("https://a@example.com"), { password: CANARY }).href],
  ["in base64", base64(CANARY)],
  ["in base64 for URLs", base64(CANARY).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")],
])("takes out a secret %s", (_, text) => {
  const seen = redact(`before ${text} after`);

  expect(seen).toMatch(/^before .*\[TOKEN\].* after$/);
  expect(seen).not.toContain("ary");
});

test.each(["a", "al", "ali", "alice"])("takes out a password within the Basic credentials of %s", (user) => {
  const password = createRedact([{ value: "s3cret-canary", label: "[PASSWORD]" }]);

  const seen = password(`Basic ${base64(`${user}:s3cret-canary`)}`);

  expect(seen).toContain("[PASSWORD]");
  expect(Buffer.from(seen.replace(/.*\]/, ""), "base64").toString()).not.toContain("canary");
  expect(seen.length).toBeLessThan(32);
});

test("takes it out at any depth, of keys as well as values, and leaves the rest as it was", () => {
  const data = { [CANARY]: [1, null, { deep: `a${CANARY}b` }], other: true };

  expect(redact(data)).toEqual({ "[TOKEN]": [1, null, { deep: "a[TOKEN]b" }], other: true });
});

test("takes out the longer of two secrets of which one contains the other", () => {
  const both = createRedact([
    { value: "canary", label: "[SHORT]" },
    { value: "canary-yellow", label: "[LONG]" },
  ]);

  expect(both("canary-yellow canary")).toBe("[LONG] [SHORT]");
});

test("takes out the place of a secret URL, by which our messages name it", () => {
  const hook = createRedact([{ value: "https://alice:pw@hooks.example/T0/canary?x=1", label: "[HOOK]" }]);

  expect(hook("Cannot reach https://hooks.example/T0/canary: refused")).toBe("Cannot reach [HOOK]: refused");
});

test("leaves what is too short to be a secret: it occurs by chance", () => {
  const short = createRedact([{ value: "no", label: "[SHORT]" }]);

  expect(short("no news")).toBe("no news");
});

test("takes a label literally", () => {
  const dollar = createRedact([{ value: "canary", label: "$& [A]" }]);

  expect(dollar("a canary")).toBe("a $& [A]");
});

test("keeps a key that is special to JavaScript", () => {
  const data = JSON.parse('{"__proto__": "canary-yellow"}');

  expect(JSON.stringify(createRedact([{ value: "canary-yellow", label: "[X]" }])(data))).toBe(
    '{"__proto__":"[X]"}',
  );
});

test("a secret that is no well-formed text does no harm", () => {
  const broken = createRedact([{ value: "canary\uD800", label: "[X]" }]);

  expect(broken("a canary\uD800")).toBe("a [X]");
});
