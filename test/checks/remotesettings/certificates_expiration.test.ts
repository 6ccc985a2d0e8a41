import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import certificatesExpiration from "../../../checks/remotesettings/certificates_expiration.ts";
import { certify } from "../../certify.ts";
import { fakeHost, json, NOON, type Route, runCheck } from "../../fake_host.ts";
import { MONITOR, monitoring, SERVER, serve } from "./documents.ts";

const params = { server: SERVER };
const X5U = "http://chains.example/a.chain";
const DAY_MS = 86_400_000;
const { privateKey: key } = generateKeyPairSync("ec", { namedCurve: "P-384" });

/** A certificate that is valid between these days from now. */
function certificate(from: number, to: number): string {
  const at = (days: number) => new Date(NOON + days * DAY_MS);
  const validity = { notBefore: at(from), notAfter: at(to) };
  return certify({ name: "issuer", key }, { subject: "subject", key, extensions: [], ...validity });
}

function serving(
  chains: Readonly<Record<string, Route>>,
  collections: Readonly<Record<string, unknown>> = { "bid/cid": { signatures: [{ x5u: X5U }] } },
) {
  const names = Object.keys(collections);
  const metadata = names.map((name) => [
    `/buckets/${name.replace("/", "/collections/")}?_expected=42`,
    { data: collections[name] },
  ]);
  const fetched = Object.entries(chains).map(([x5u, answer]) => [`GET ${x5u}`, answer]);
  return {
    ...serve({
      [MONITOR]: monitoring(Object.fromEntries(names.map((name) => [name, 42]))),
      ...Object.fromEntries(metadata),
    }),
    ...Object.fromEntries(fetched),
  };
}

test.each([
  ["passes at the very number of days", 29, "passed"],
  ["fails a day below", 30, "failed"],
])("%s", async (_, min_remaining_days, status) => {
  const routes = serving({ [X5U]: new Response(certificate(0, 29)) });

  const outcome = await runCheck(certificatesExpiration, { ...params, min_remaining_days }, { routes });

  expect(outcome).toMatchObject({ status });
});

test("fails, with the chain and its end, when a certificate ends too soon", async () => {
  const routes = serving({ [X5U]: new Response(certificate(-30, 90) + certificate(-30, 6.9)) });

  const outcome = await runCheck(certificatesExpiration, params, { routes });

  expect(outcome).toMatchObject({
    status: "failed",
    data: { "bid/cid": { x5u: X5U, expires: "2026-11-29T09:36:00+00:00" } },
  });
});

test.each([
  ["a percentage of the lifespan", { percentage_remaining_validity: 50, max_remaining_days: 100 }, "failed"],
  ["at most the maximum", { percentage_remaining_validity: 50, max_remaining_days: 40 }, "passed"],
])("at least as many days must remain as %s", async (_, limits, status) => {
  const routes = serving({ [X5U]: new Response(certificate(-60, 40)) });

  const outcome = await runCheck(certificatesExpiration, { ...params, ...limits }, { routes });

  expect(outcome).toMatchObject({ status });
});

test("fetches a chain once, and looks at previews too", async () => {
  const collections = {
    "bid/cid": { signatures: [{ x5u: X5U }] },
    "bid-preview/cid": { signatures: [{ x5u: X5U }, { x5u: X5U }] },
  };
  const host = fakeHost({ routes: serving({ [X5U]: new Response(certificate(-1, 1)) }, collections) });

  const outcome = await runCheck(certificatesExpiration, params, { host });

  expect(Object.keys(Object(outcome).data)).toEqual(["bid/cid", "bid-preview/cid"]);
  expect(host.requests.filter((request) => request.includes("chain"))).toHaveLength(1);
});

const other = "http://chains.example/b.chain";
const both = { "bid/a": { signatures: [{ x5u: other }] }, "bid/cid": { signatures: [{ x5u: X5U }] } };

test("a chain that cannot be read does not hide that another ends too soon", async () => {
  const chains = { [X5U]: new Response(certificate(-1, 1)), [other]: new Response("<html>") };

  const outcome = await runCheck(certificatesExpiration, params, { routes: serving(chains, both) });

  expect(outcome).toMatchObject({
    status: "failed",
    data: {
      "bid/cid": { expires: expect.any(String) },
      "bid/a": { x5u: other, error: expect.stringMatching(/^Cannot read the chain: /) },
    },
  });
});

test.each([
  ["a web page", new Response("<html>"), "something stands outside"],
  ["a chain that is cut off", new Response(certificate(-1, 90).slice(0, 100)), "ends within a certificate"],
  ["an error", json({}, { status: 404 }), "status 404"],
])("cannot tell of %s, and names the collection", async (_, answer, message) => {
  const chains = { [X5U]: new Response(certificate(-1, 90)), [other]: answer };

  const outcome = await runCheck(certificatesExpiration, params, { routes: serving(chains, both) });

  expect(outcome).toMatchObject({ status: "errored", error: { message: expect.stringContaining(message) } });
  expect(outcome).toMatchObject({ error: { message: expect.stringMatching(/^Cannot tell of bid\/a: /) } });
});

test.each([
  ["no signatures", {}],
  ["null for signatures", { signatures: null }],
  ["a signature without a chain", { signatures: [{ signature: "a" }] }],
  ["a chain in a file", { signatures: [{ x5u: "file:///etc/passwd" }] }],
])("cannot tell of a collection with %s, and names it", async (_, metadata) => {
  const outcome = await runCheck(certificatesExpiration, params, {
    routes: serving({}, { "bid/cid": metadata }),
  });

  expect(outcome).toMatchObject({
    status: "errored",
    error: { message: expect.stringMatching(/bid\/collections\/cid: signatures/) },
  });
});

test("cannot tell when the server cannot be reached", async () => {
  expect(await runCheck(certificatesExpiration, params)).toMatchObject({ status: "errored" });
});
