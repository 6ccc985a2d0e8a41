import { expect, test } from "vitest";
import { nearest, suggestion } from "../../src/config/nearest.ts";

const MODULES = ["checks.core.heartbeat", "checks.core.headers", "checks.core.certificate_expiration"];

test("finds the name that was meant", () => {
  expect(nearest("urll", ["url", "expected_status"])).toBe("url");
  expect(nearest("URL", ["url", "expected_status"])).toBe("url");
  expect(nearest("checks.core.hearbeat", MODULES)).toBe("checks.core.heartbeat");
  expect(nearest("checks.core.certificate_expiry", MODULES)).toBe("checks.core.certificate_expiration");
});

test("finds a module by the end of its name", () => {
  expect(nearest("core.heartbeat", MODULES)).toBe("checks.core.heartbeat");
  expect(nearest("heartbeat", MODULES)).toBe("checks.core.heartbeat");
});

test("finds nothing where nothing is near, however long the prefix in common", () => {
  expect(nearest("checks.core.stock", MODULES)).toBeUndefined();
  expect(nearest("url", [])).toBeUndefined();
});

test("lists the known names where it has none to suggest", () => {
  expect(suggestion("zzz", ["url", "max_age"])).toBe(", known are url, max_age");
  expect(suggestion("zzz", [])).toBe("");
});
