// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is what the configuration itself writes.
import { expect, test } from "vitest";
import { fingerprintOf } from "../../src/config/fingerprint.ts";

const written = {
  module: "checks.core.latency",
  params: { url: "${URL}", max_milliseconds: 100 },
  tags: ["a"],
};

test("a threshold, a module, a plot that changes gives another fingerprint", () => {
  const others = [
    { ...written, params: { ...written.params, max_milliseconds: 200 } },
    { ...written, module: "checks.core.heartbeat" },
    { ...written, plot: ".latency" },
  ];

  expect(new Set([written, ...others].map(fingerprintOf)).size).toBe(4);
});

test("what changes nothing about results changes nothing: words, tags, the order in the file", () => {
  const same = {
    tags: ["b"],
    description: "new",
    params: { max_milliseconds: 100, url: "${URL}" },
    module: written.module,
  };

  expect(fingerprintOf(same)).toBe(fingerprintOf(written));
});

test.each([[undefined], [null], [3], [[]], [{ params: new Date(0) }]])("%j has one too", (odd) => {
  expect(fingerprintOf(odd)).toMatch(/^[0-9a-f]{16}$/);
});
