import { describe, expect, test } from "vitest";
import { parseExactJson } from "../../../checks/remotesettings/_exact_json.ts";
import { contentOf, SignedContent } from "../../../checks/remotesettings/_signed_content.ts";
import validateSignatures from "../../../checks/remotesettings/validate_signatures.ts";
import { createSigner } from "../../content_signer.ts";
import { type FakeRun, fakeHost, json, NOON, type Route, runCheck } from "../../fake_host.ts";
import { MONITOR, monitoring, SERVER, serve } from "./documents.ts";

const params = { server: SERVER, buckets: ["bid"] };
const X5U = "http://chains.example/a.chain";
const signer = createSigner(NOON);
const expired = createSigner(NOON - 400 * 86_400_000);

const pathOf = (name: string) => `/buckets/${name.replace("/", "/collections/")}/changeset?_expected=42`;

/** A changeset as text, signed. `records` is JSON, so that it may hold any number. */
function signed(records = "[]", { x5u = X5U, by = signer } = {}): string {
  const content = SignedContent.parse(parseExactJson(`{"timestamp":42,"changes":${records}}`));
  const metadata = JSON.stringify({
    signatures: [{ x5u, signature: by.sign([...contentOf(content)].join("")) }],
  });
  return `{"metadata":${metadata},"timestamp":42,"changes":${records}}`;
}

function serving(
  changesets: Readonly<Record<string, unknown>>,
  others: Readonly<Record<string, Route>> = {},
) {
  const documents = Object.entries(changesets).map(([name, changeset]) => [
    pathOf(name),
    typeof changeset === "string" ? new Response(changeset) : changeset,
  ]);
  return {
    ...serve({
      [MONITOR]: monitoring(Object.fromEntries(Object.keys(changesets).map((name) => [name, 42]))),
      ...Object.fromEntries(documents),
    }),
    [`GET ${X5U}`]: new Response(signer.chain),
    ...others,
  };
}

const check = (routes: Readonly<Record<string, Route>>, options: FakeRun = {}) =>
  runCheck(validateSignatures, params, { routes, ...options });

test("passes when every collection of the buckets is signed", async () => {
  const routes = serving({ "bid/cid": signed('[{"id":"b"},{"id":"a"}]'), "bid/empty": signed() });

  expect(await check(routes)).toMatchObject({ status: "passed", data: {} });
});

test("fails, with the collection and the reason, when a record is not as it was signed", async () => {
  const tampered = signed('[{"id":"a","title":"good"}]').replace("good", "evil");

  expect(await check(serving({ "bid/cid": signed(), "bid/evil": tampered }))).toMatchObject({
    status: "failed",
    data: { "bid/evil": "SignatureDoesNotMatch: the records are not those that were signed" },
  });
});

test("fails when the certificate has ended", async () => {
  const routes = serving(
    { "bid/cid": signed("[]", { by: expired }) },
    { [`GET ${X5U}`]: new Response(expired.chain) },
  );

  expect(await check(routes)).toMatchObject({
    status: "failed",
    data: {
      "bid/cid": "CertificateExpired: test.content-signature.mozilla.org ended on 2026-10-18T12:00:00+00:00",
    },
  });
});

test("fails when the root is another than the one that is named, and says which it is", async () => {
  const root_hash = "00".repeat(32);

  const outcome = await runCheck(
    validateSignatures,
    { ...params, root_hash },
    { routes: serving({ "bid/cid": signed() }) },
  );

  expect(outcome).toMatchObject({
    data: {
      "bid/cid": expect.stringMatching(/^CertificateHasWrongRoot: .*root\.example.*([0-9A-F]{2}:){31}/),
    },
  });
});

test("takes a root hash with colons and without", () => {
  const spellings = [`${"AA:".repeat(31)}AA`, "aa".repeat(32)];

  expect(() =>
    spellings.map((root_hash) => validateSignatures.configure({ ...params, root_hash })),
  ).not.toThrow();
});

test("refuses a root hash that is none", () => {
  expect(() => validateSignatures.configure({ ...params, root_hash: "00:FF" })).toThrow("SHA-256");
});

test.each([
  ["no signatures", { metadata: {} }],
  ["an empty list of signatures", { metadata: { signatures: [] } }],
  ["null for signatures", { metadata: { signatures: null } }],
])("reports a collection with %s, and goes on (defect 1: the original crashed)", async (_, { metadata }) => {
  const routes = serving({ "bid/cid": { metadata, timestamp: 42, changes: [] }, "bid/good": signed() });

  expect(await check(routes)).toMatchObject({
    status: "failed",
    data: { "bid/cid": "MissingSignature: there is none" },
  });
});

describe("of several signatures", () => {
  const good = JSON.parse(signed()).metadata.signatures[0];
  const bad = { ...good, signature: "A".repeat(128) };
  const unread = { ...good, x5u: "http://chains.example/down.chain" };
  const withSignatures = (...signatures: readonly object[]) =>
    serving({ "bid/cid": { metadata: { signatures }, timestamp: 42, changes: [] } });

  test("one that is good is enough", async () => {
    expect(await check(withSignatures(bad, unread, good))).toMatchObject({ status: "passed" });
  });

  test("one whose chain cannot be read may be good", async () => {
    expect(await check(withSignatures(bad, unread, bad))).toMatchObject({
      status: "errored",
      error: { message: expect.stringMatching(/^Cannot verify bid\/cid: Cannot reach .*down\.chain: /) },
    });
  });
});

test("keeps integers over 2^53, floats, and the order of code points", async () => {
  const records = `[{"id":"\u{1F600}","n":12345678901234567890,"f":1.0},{"id":"\uFFFD","\u{1F600}":1,"\uFFFD":"\u007F"}]`;

  expect(await check(serving({ "bid/cid": signed(records) }))).toMatchObject({ status: "passed" });
});

test("tells integers over 2^53 apart", async () => {
  const changed = signed('[{"id":"a","n":9007199254740993}]').replace("9007199254740993", "9007199254740992");

  expect(await check(serving({ "bid/cid": changed }))).toMatchObject({ status: "failed" });
});

test("fetches a chain once, be it good or bad", async () => {
  const bad = { [`GET ${X5U}`]: new Response("no chain") };
  const host = fakeHost({
    routes: serving({ "bid/a": signed(), "bid/b": signed(), "bid/c": signed() }, bad),
  });

  const outcome = await runCheck(validateSignatures, params, { host });

  expect(outcome).toMatchObject({
    status: "failed",
    data: { "bid/c": expect.stringMatching(/^CertificateParseError/) },
  });
  expect(host.requests.filter((request) => request.includes("chain"))).toHaveLength(1);
});

test("reports a collection whose chain its server does not have", async () => {
  const routes = serving({ "bid/cid": signed() }, { [`GET ${X5U}`]: json({}, { status: 404 }) });

  expect(await check(routes)).toMatchObject({
    status: "failed",
    data: { "bid/cid": `ChainError: Cannot read the chain ${X5U}: status 404` },
  });
});

test("cannot tell while the server of the chains is down", async () => {
  const routes = serving(
    { "bid/cid": signed(), "bid/b": signed() },
    { [`GET ${X5U}`]: json({}, { status: 500 }) },
  );

  expect(await check(routes)).toMatchObject({
    status: "errored",
    error: { message: `Cannot verify bid/cid and 1 more: Cannot read the chain ${X5U}: status 500` },
  });
});

test.each([
  ["of records", pathOf("bid/cid").replace(/^/, `GET ${SERVER}`), () => new Response(signed())],
  ["of chains", `GET ${X5U}`, () => new Response(signer.chain)],
])("tries again when a server %s is out of reach for a moment", async (_, key, answer) => {
  let asked = 0;
  const flaky: Route = () => {
    asked += 1;
    if (asked < 3) throw new TypeError("fetch failed", { cause: new Error("reset") });
    return answer();
  };

  const outcome = await check(
    { ...serving({ "bid/cid": signed() }), [key]: flaky },
    { http: { maxRetries: 2 } },
  );

  expect(outcome).toMatchObject({ status: "passed" });
});

test.each([
  ["when a server says with 503 to come back at once", 503, { "retry-after": "0" }, "passed"],
  ["not when it answers with 500: that is its answer", 500, {}, "errored"],
])("tries again %s", async (_, status, headers, verdict) => {
  const answers = [json({}, { status, headers }), json({}, { status, headers })];
  const flaky: Route = () => answers.shift() ?? new Response(signer.chain);

  const outcome = await check(serving({ "bid/cid": signed() }, { [`GET ${X5U}`]: flaky }), {
    http: { maxRetries: 2 },
  });

  expect(outcome).toMatchObject({ status: verdict });
});

test("what cannot be read does not hide what is wrong", async () => {
  const routes = serving({
    "bid/down": json({ message: "no" }, { status: 503 }),
    "bid/unsigned": { metadata: {}, timestamp: 42, changes: [] },
  });

  expect(await check(routes)).toMatchObject({
    status: "failed",
    data: {
      "bid/down": expect.stringContaining("status 503, no"),
      "bid/unsigned": "MissingSignature: there is none",
    },
  });
});

test("cannot tell when the server cannot be reached", async () => {
  expect(await check({})).toMatchObject({ status: "errored" });
});

test("a bucket that holds nothing is an error: it is misspelt", async () => {
  const routes = serving({ "main/cid": signed() });

  expect(await check(routes)).toMatchObject({
    status: "errored",
    error: { message: "Cannot verify bid: no collection there" },
  });
});

test.each([
  ["a web page", "<html>", "the answer is not "],
  ["half a document", signed().slice(0, -5), "the answer is not "],
  ["null", "null", "expected object"],
  ["a timestamp in quotes", signed().replace('"timestamp":42', '"timestamp":"42"'), "timestamp: "],
  ["a timestamp that is a float", signed().replace('"timestamp":42', '"timestamp":42.0'), "timestamp: "],
  [
    "records without ids",
    signed('[{"id":"a"}]').replace('"id"', '"di"'),
    "changes.0: expected an object with an id",
  ],
  ["a chain that is no URL", signed("[]", { x5u: "file:///etc/passwd" }), "metadata.signatures.0.x5u: "],
  [
    "a signature that is a number",
    signed().replace(/"signature":"[^"]*"/, '"signature":1'),
    "metadata.signatures.0.signature: ",
  ],
  [
    "records nested without end",
    `{"metadata":{"signatures":[{"x5u":"${X5U}","signature":""}]},"timestamp":1,"changes":[{"id":"a","x":${"[".repeat(1000)}${"]".repeat(1000)}}]}`,
    "nested over 200 deep",
  ],
])("cannot tell of %s, and names the collection", async (_, changeset, message) => {
  const outcome = await check(serving({ "bid/cid": changeset }));

  expect(outcome).toMatchObject({ status: "errored", error: { message: expect.stringContaining(message) } });
  expect(outcome).toMatchObject({ error: { message: expect.stringMatching(/^Cannot verify bid\/cid: /) } });
});

test("a signature of the wrong length is told as such", async () => {
  const cut = signed().replace(/("signature":"[^"]{8})[^"]*/, "$1");

  expect(await check(serving({ "bid/cid": cut }))).toMatchObject({
    data: { "bid/cid": "WrongSignatureSize: 6 bytes instead of 96" },
  });
});

describe("a collection of more than 8 MiB", () => {
  const large = signed(JSON.stringify([{ id: "a", text: "a".repeat(9 * 1024 * 1024) }]));

  test("is named where there is no memory for it, and hides nothing that is wrong", async () => {
    const unsigned = { metadata: {}, timestamp: 42, changes: [] };

    expect(await check(serving({ "bid/large": large, "bid/unsigned": unsigned }))).toMatchObject({
      status: "failed",
      data: {
        "bid/large": expect.stringContaining("the body exceeds 8 MiB"),
        "bid/unsigned": "MissingSignature: there is none",
      },
    });
  });

  test("is no verdict alone", async () => {
    expect(await check(serving({ "bid/large": large }))).toMatchObject({
      status: "errored",
      error: { message: expect.stringMatching(/^Cannot verify bid\/large: .*the body exceeds 8 MiB$/) },
    });
  });

  test("is judged where there is memory for it, as on an agent", async () => {
    const host = { ...fakeHost({ routes: serving({ "bid/large": large }) }), maxBodyBytes: 32 * 1024 * 1024 };

    expect(await check({}, { host })).toMatchObject({ status: "passed" });
  });
});

test("a chain that is cut off, reordered or without end is told as such, and of which collection", async () => {
  const [leaf = "", root = ""] = signer.chain.split(/(?<=-----END CERTIFICATE-----\n)/);
  const chains = { cut: leaf.slice(0, 200), turned: root + leaf, endless: leaf.repeat(1000) };
  const x5uOf = (name: string) => `http://chains.example/${name}.chain`;
  const changesets = Object.keys(chains).map((name) => [`bid/${name}`, signed("[]", { x5u: x5uOf(name) })]);
  const routes = Object.entries(chains).map(([name, pem]) => [`GET ${x5uOf(name)}`, new Response(pem)]);

  expect(await check(serving(Object.fromEntries(changesets), Object.fromEntries(routes)))).toMatchObject({
    status: "failed",
    data: {
      "bid/cut": "CertificateParseError: Cannot read the chain: it ends within a certificate",
      "bid/turned": expect.stringMatching(/^CertificateCannotSign: /),
      "bid/endless": "CertificateParseError: Cannot read the chain: it has more than 10 certificates",
    },
  });
});
