import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import certificateExpiration from "../../../checks/core/certificate_expiration.ts";
import type { Capabilities } from "../../../src/check.ts";
import { readCertificate } from "../../../src/runtime/certificate.ts";
import { NOON, runCheck } from "../../fake_host.ts";

const DAY_MS = 86_400_000;
const url = "https://shop.example/";
// Valid from 2026-11-12 to 2027-02-10: 90 days, of which 80 remain at noon.
const pem = readFileSync("test/corpus/core/certificates/tls-valid.crt", "utf8");

/** TLS servers that present a certificate of some days, counted from noon. */
function presenting({ from = 0, to }: { from?: number; to: number }, asked: string[] = []) {
  const tls: Capabilities["tls"] = async (hostname, port) => {
    asked.push(`${hostname}:${port}`);
    return {
      notBefore: new Date(NOON + from * DAY_MS),
      notAfter: new Date(NOON + to * DAY_MS),
      subject: "CN=shop.example",
      issuer: "CN=Example CA",
      names: ["shop.example"],
    };
  };
  return { tls, x509: readCertificate };
}

test("passes, with all that one wants to know, while enough days remain", async () => {
  const outcome = await runCheck(certificateExpiration, { url }, { capabilities: presenting({ to: 30 }) });

  expect(outcome).toEqual({
    status: "passed",
    data: {
      expires: "2026-12-22T12:00:00+00:00",
      remaining_days: 30,
      threshold_days: 10,
      issuer: "CN=Example CA",
      names: ["shop.example"],
    },
    value: 30,
  });
});

test.each([
  ["at the lower bound", { to: 10 }, {}],
  ["at a percentage of the lifespan", { from: -365 + 18, to: 18 }, {}],
  ["at the upper bound", { from: -1000, to: 30 }, {}],
  ["below a lower bound that the upper one caps", { to: 30 }, { min_remaining_days: 40 }],
  ["after it has expired", { from: -90, to: -1 }, {}],
])("fails %s", async (_, days, bounds) => {
  const outcome = await runCheck(
    certificateExpiration,
    { url, ...bounds },
    { capabilities: presenting(days) },
  );

  expect(outcome.status).toBe("failed");
});

test("passes above an upper bound that is below the percentage", async () => {
  const capabilities = presenting({ from: -365, to: 30 });

  const outcome = await runCheck(certificateExpiration, { url, max_remaining_days: 7 }, { capabilities });

  expect(outcome).toMatchObject({ status: "passed", data: { threshold_days: 7 } });
});

test("cannot tell when nobody presents a certificate", async () => {
  const tls = () => Promise.reject(new TypeError("Cannot see the certificate: refused"));

  const outcome = await runCheck(
    certificateExpiration,
    { url },
    { capabilities: { tls, x509: readCertificate } },
  );

  expect(outcome).toMatchObject({
    status: "errored",
    error: { message: "Cannot see the certificate: refused" },
  });
});

test.each([
  ["https://shop.example", "shop.example:443"],
  ["https://shop.example:8443/", "shop.example:8443"],
  ["https://[::1]:8443/", "[::1]:8443"],
])("asks the server of %s", async (site, place) => {
  const asked: string[] = [];

  await runCheck(certificateExpiration, { url: site }, { capabilities: presenting({ to: 30 }, asked) });

  expect(asked).toEqual([place]);
});

test("reads the certificate in a PEM file", async () => {
  const file = "http://shop.example/chains/leaf";
  const routes = { [`GET ${file}`]: new Response(pem) };

  const outcome = await runCheck(
    certificateExpiration,
    { url: file },
    { routes, capabilities: presenting({ to: 1 }) },
  );

  expect(outcome).toMatchObject({
    status: "passed",
    data: { expires: "2027-02-10T12:00:00+00:00", remaining_days: 80 },
  });
});

test("asks the server of a page that is no PEM file", async () => {
  const page = `${url}page`;
  const routes = { [`GET ${page}`]: new Response("<html></html>") };

  const outcome = await runCheck(
    certificateExpiration,
    { url: page },
    { routes, capabilities: presenting({ to: 30 }) },
  );

  expect(outcome).toMatchObject({ status: "passed", data: { remaining_days: 30 } });
});

test("asks the server of a page that its expired certificate keeps from being fetched", async () => {
  const outcome = await runCheck(
    certificateExpiration,
    { url: `${url}page` },
    { capabilities: presenting({ from: -90, to: -1 }) },
  );

  expect(outcome).toMatchObject({ status: "failed", data: { remaining_days: -1 } });
});

test.each([
  [
    "is not there",
    "https://shop.example/leaf.pem",
    new Response("", { status: 404 }),
    "no PEM certificate, status 404",
  ],
  ["cannot be fetched", "https://shop.example/other.pem", new Response(), "connect ECONNREFUSED"],
])("does not take the server's certificate for that in a PEM file which %s", async (_, file, answer, why) => {
  const routes = { "GET https://shop.example/leaf.pem": answer };

  const outcome = await runCheck(
    certificateExpiration,
    { url: file },
    { routes, capabilities: presenting({ to: 30 }) },
  );

  expect(outcome).toMatchObject({ status: "errored", error: { message: expect.stringContaining(why) } });
});
