import { expect, test } from "vitest";
import { troubleshootingLink } from "../../src/show/troubleshooting_link.ts";

test("puts the names in their places, as often as they are asked for", () => {
  const link = troubleshootingLink("https://x.example/{project}/{check}#{check}", {
    project: "shop",
    name: "a.b",
  });

  expect(link).toBe("https://x.example/shop/a.b#a.b");
});

test("takes names as data: nothing in them is replaced, none leaves its segment", () => {
  const link = troubleshootingLink("https://x.example/{project}/{check}", {
    project: "{check}",
    name: "../a?b#c$&",
  });

  expect(link).toBe("https://x.example/%7Bcheck%7D/..%2Fa%3Fb%23c%24%26");
});

test("has no link without a template", () => {
  expect(troubleshootingLink("", { project: "a", name: "b" })).toBe("");
});
