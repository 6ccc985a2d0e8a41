import { expect, test } from "vitest";
import { checkTarget, placeOf } from "../../src/http/target.ts";

test.each(["file:///etc/passwd", "ftp://example.com/", "javascript:alert(1)", "data:text/plain,x"])(
  "refuses %s: only http and https are allowed",
  (url) => {
    expect(() => checkTarget(new URL(url))).toThrow(/^Cannot request .*: only http and https are allowed$/);
  },
);

test.each([
  "http://169.254.169.254/latest/meta-data/",
  "http://169.254.169.254./",
  "http://2852039166/",
  "http://0xa9fea9fe/",
  "http://[::ffff:169.254.169.254]/",
  "http://[64:ff9b::169.254.169.254]/",
  "http://[fe80::1]/",
  "http://[fd00:ec2::254]/",
  "http://metadata.google.internal/computeMetadata/v1/",
  "http://METADATA.google.internal./",
  "http://100.100.100.200/",
  "http://168.63.129.16/",
])("never asks the cloud metadata service at %s", (url) => {
  expect(() => checkTarget(new URL(url))).toThrow(/cloud metadata services are never asked$/);
});

test.each([
  "http://127.0.0.1:8080/",
  "http://localhost/",
  "http://10.0.0.1/",
  "http://[::1]/",
  "https://example.com/",
])("asks %s when the configuration says so", (url) => {
  expect(() => checkTarget(new URL(url))).not.toThrow();
});

test.each([
  "http://127.0.0.1/",
  "http://0.0.0.0/",
  "http://2130706433/",
  "http://localhost/",
  "http://localhost./",
  "http://app.localhost/",
  "http://10.1.2.3/",
  "http://172.16.0.1/",
  "http://192.168.1.1/",
  "http://100.64.0.1/",
  "http://[::1]/",
  "http://[::]/",
  "http://[fc00::1]/",
  "http://[::ffff:10.0.0.1]/",
])("refuses a redirect from a public name to %s", (url) => {
  const from = new URL("https://example.com/a?token=secret");

  expect(() => checkTarget(new URL(url), from)).toThrow(
    /: https:\/\/example\.com\/a redirects into a private network$/,
  );
});

test("a private service may redirect within the private network", () => {
  expect(() => checkTarget(new URL("http://10.0.0.2/"), new URL("http://10.0.0.1/"))).not.toThrow();
});

test("a public service may redirect to another", () => {
  expect(() => checkTarget(new URL("https://8.8.8.8/"), new URL("http://example.com/"))).not.toThrow();
});

test("a place shows neither credentials nor query nor fragment", () => {
  const url = new URL("https://alice:pa55word@example.com:8443/path?token=secret#part");

  expect(placeOf(url)).toBe("https://example.com:8443/path");
});
