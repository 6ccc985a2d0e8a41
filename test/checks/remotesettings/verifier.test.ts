import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { readChain } from "../../../checks/remotesettings/_certificate.ts";
import { verifyChain } from "../../../checks/remotesettings/_chain.ts";
import { parseExactJson } from "../../../checks/remotesettings/_exact_json.ts";
import { contentOf, SignedContent } from "../../../checks/remotesettings/_signed_content.ts";
import { keyOf, messageOf, verifyMessage } from "../../../checks/remotesettings/_verifier.ts";

// Signed data of production and of other implementations, each with its source.
const PUBLIC = "test/corpus/remotesettings/exchanges/public";

const read = (file: string) => readFileSync(`${PUBLIC}/${file}`, "utf8");
const exactly = (text: string) => [...contentOf(SignedContent.parse(parseExactJson(text)))].join("");

const Vector = z.object({
  name: z.string(),
  chainFile: z.string(),
  changeset: z.unknown().optional(),
  data: z.string().optional(),
  dataFile: z.string().optional(),
  signature: z.string(),
  now: z.string(),
  rootHash: z.string().nullable(),
  expected: z.object({ ok: z.boolean(), type: z.string().default("ok") }),
});
type Vector = z.infer<typeof Vector>;

function signedBy({ data, dataFile, changeset }: Vector): string {
  if (dataFile !== undefined) return read(dataFile);
  return data ?? exactly(JSON.stringify(changeset));
}

async function judge(vector: Vector): Promise<void> {
  const rules = { now: new Date(vector.now), rootHash: vector.rootHash ?? undefined };
  const leaf = await verifyChain(readChain(read(vector.chainFile)), rules);
  await verifyMessage(messageOf([signedBy(vector)]), vector.signature, await keyOf(leaf));
}

describe("judges as the reference verifier does", () => {
  test.each(z.array(Vector).parse(JSON.parse(read("vectors.json"))))("$name", async (vector) => {
    const verdict = await judge(vector).then(
      () => "ok",
      ({ name }: Error) => name,
    );

    // The reference lets the error of its X.509 library through.
    expect(verdict).toBe(vector.expected.type.replace("ValueError", "CertificateParseError"));
  });
});

const GeckoVectors = z.object({
  vectors: z.array(
    z.object({
      name: z.string(),
      data: z.string().optional(),
      changeset: z.unknown().optional(),
      signature: z.string(),
      leafFile: z.string(),
      verifiesWithLeafKey: z.boolean(),
    }),
  ),
});

describe("verifies what Firefox's own tests verify", () => {
  test.each(GeckoVectors.parse(JSON.parse(read("gecko-vectors.json"))).vectors)(
    "$name",
    async ({ data, changeset, signature, leafFile, verifiesWithLeafKey }) => {
      const [leaf] = readChain(read(leafFile));
      if (!leaf) throw new Error("no leaf");
      const content = data ?? exactly(JSON.stringify(changeset));

      const verified = await verifyMessage(messageOf([content]), signature, await keyOf(leaf)).then(
        () => true,
        () => false,
      );

      expect(verified).toBe(verifiesWithLeafKey);
    },
  );
});

test("verifies a changeset of production, of 156 records", async () => {
  const text = read("search-config-v2.changeset.json");
  const { canonicalSha256, canonicalLength } = JSON.parse(read("search-config-v2.json"));
  const [{ signature, public_key }] = JSON.parse(text).metadata.signatures;
  const key = await crypto.subtle.importKey(
    "spki",
    Buffer.from(public_key, "base64"),
    { name: "ECDSA", namedCurve: "P-384" },
    false,
    ["verify"],
  );

  const content = exactly(text);
  await verifyMessage(messageOf([content]), signature, key);

  expect(content).toHaveLength(canonicalLength);
  expect(createHash("sha256").update(content).digest("hex")).toBe(canonicalSha256);
});
