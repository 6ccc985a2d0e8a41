import { generateKeyPairSync, type KeyObject } from "node:crypto";
import * as x509 from "@peculiar/asn1-x509";
import { describe, expect, test } from "vitest";
import { readChain } from "../../../checks/remotesettings/_certificate.ts";
import { verifyChain } from "../../../checks/remotesettings/_chain.ts";
import { keyOf } from "../../../checks/remotesettings/_verifier.ts";
import { authority, type Certified, certify, codeSigning, extension } from "../../certify.ts";
import { openExchanges } from "../exchange.ts";

const NOW = new Date("2026-11-22T12:00:00Z");
const DAY_MS = 86_400_000;
const LEAF = "remote-settings.content-signature.mozilla.org";

const elliptic = () => generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey;
const inDays = (days: number) => new Date(NOW.getTime() + days * DAY_MS);
const keys = { root: elliptic(), intermediate: elliptic(), leaf: elliptic() };

interface Parts {
  readonly root?: Partial<Certified>;
  readonly intermediate?: Partial<Certified>;
  readonly leaf?: Partial<Certified>;
}

/** A good chain but for what is said otherwise: leaf first. */
function chainOf({ root = {}, intermediate = {}, leaf = {} }: Parts = {}): string[] {
  const validity = { notBefore: inDays(-1), notAfter: inDays(30) };
  const top = { subject: "root", key: keys.root, extensions: authority(), ...validity, ...root };
  const middle = {
    subject: "middle",
    key: keys.intermediate,
    extensions: authority(),
    ...validity,
    ...intermediate,
  };
  const end = { subject: LEAF, key: keys.leaf, extensions: codeSigning(), ...validity, ...leaf };
  return [
    certify({ name: middle.subject, key: middle.key }, end),
    certify({ name: top.subject, key: top.key }, middle),
    certify({ name: top.subject, key: top.key }, top),
  ];
}

async function faultOf(pem: string, rootHash?: string): Promise<string> {
  try {
    await keyOf(await verifyChain(readChain(pem), { now: NOW, rootHash }));
    return "good";
  } catch (error) {
    return error instanceof Error ? error.name : "no error";
  }
}

const constrained = (constraints: ConstructorParameters<typeof x509.NameConstraints>[0]) => ({
  intermediate: {
    extensions: [
      ...authority(),
      extension(x509.id_ce_nameConstraints, new x509.NameConstraints(constraints)),
    ],
  },
});
const subtrees = (...names: string[]) =>
  new x509.GeneralSubtrees(
    names.map((dNSName) => new x509.GeneralSubtree({ base: new x509.GeneralName({ dNSName }) })),
  );
const usages = (flags: number) => [
  extension(x509.id_ce_basicConstraints, new x509.BasicConstraints({ cA: true })),
  extension(x509.id_ce_keyUsage, new x509.KeyUsage(flags)),
];
const { keyCertSign, cRLSign, digitalSignature } = x509.KeyUsageFlags;
const rsa = (): KeyObject => generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const edwards = (): KeyObject => generateKeyPairSync("ed25519").privateKey;

describe("a chain", () => {
  const cases: readonly (readonly [string, Parts, string])[] = [
    ["that is good", {}, "good"],
    ["of an RSA intermediate", { intermediate: { key: rsa() } }, "good"],
    [
      "whose leaf is of P-256",
      { leaf: { key: generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey } },
      "CertificateUnsupportedKeyType",
    ],
    ["whose leaf is of RSA", { leaf: { key: rsa() } }, "CertificateUnsupportedKeyType"],
    [
      "whose intermediate is of Ed25519",
      { intermediate: { key: edwards() } },
      "CertificateUnsupportedKeyType",
    ],
    [
      "whose leaf ends before it begins",
      { leaf: { notBefore: inDays(2), notAfter: inDays(1) } },
      "BadCertificate",
    ],
    ["whose leaf begins tomorrow", { leaf: { notBefore: inDays(1) } }, "CertificateNotYetValid"],
    ["whose intermediate has ended", { intermediate: { notAfter: inDays(-0.5) } }, "CertificateExpired"],
    ["whose root has ended", { root: { notAfter: inDays(-0.5) } }, "CertificateExpired"],
    ["that ends this very moment", { leaf: { notAfter: NOW } }, "good"],
    ["whose intermediate has no extensions", { intermediate: { extensions: [] } }, "CertificateCannotSign"],
    ["whose root is no authority", { root: { extensions: codeSigning() } }, "CertificateCannotSign"],
    [
      "whose intermediate may sign no certificates",
      { intermediate: { extensions: usages(cRLSign | digitalSignature) } },
      "CertificateCannotSign",
    ],
    [
      "whose intermediate may sign no revocations",
      { intermediate: { extensions: usages(keyCertSign) } },
      "CertificateCannotSign",
    ],
    ["whose leaf has another name", { leaf: { subject: "example.com" } }, "CertificateHasWrongSubject"],
    [
      "whose leaf has the domain alone for a name",
      { leaf: { subject: "content-signature.mozilla.org" } },
      "CertificateHasWrongSubject",
    ],
    ["whose leaf is for nothing", { leaf: { extensions: [] } }, "CertificateLeafHasWrongKeyUsage"],
    [
      "whose leaf is for servers too",
      {
        leaf: {
          extensions: [
            extension(
              x509.id_ce_extKeyUsage,
              new x509.ExtendedKeyUsage([x509.id_kp_codeSigning, x509.id_kp_serverAuth]),
            ),
          ],
        },
      },
      "CertificateLeafHasWrongKeyUsage",
    ],
    [
      "that permits the leaf's domain",
      constrained({ permittedSubtrees: subtrees(".content-signature.mozilla.org") }),
      "good",
    ],
    [
      "that permits it without a dot",
      constrained({ permittedSubtrees: subtrees("example.com", "mozilla.org") }),
      "good",
    ],
    [
      "that permits what only ends alike",
      constrained({ permittedSubtrees: subtrees("ozilla.org") }),
      "CertificateChainNameNotPermitted",
    ],
    ["that excludes another name", constrained({ excludedSubtrees: subtrees("example.com") }), "good"],
    [
      "that excludes the leaf's",
      constrained({ excludedSubtrees: subtrees(LEAF) }),
      "CertificateChainNameExcluded",
    ],
  ];

  test.each(cases)("%s", async (_, parts, fault) => {
    expect(await faultOf(chainOf(parts).join(""))).toBe(fault);
  });
});

describe("a PEM text", () => {
  const [leaf = "", intermediate = "", root = ""] = chainOf();

  test.each([
    ["without the intermediate", leaf + root, "CertificateChainBroken"],
    ["in reverse", root + intermediate + leaf, "CertificateCannotSign"],
    ["of the leaf alone", leaf, "good"],
    [
      "with blank lines and carriage returns",
      `\n${leaf}\r\n\r\n${intermediate.replaceAll("\n", "\r\n")}\n${root}\n\n`,
      "good",
    ],
    ["with headers", leaf.replace("-\nM", "-\nProc-Type: 4\n\nM") + intermediate + root, "good"],
    ["that is empty", "", "CertificateParseError"],
    ["that is a web page", "<html></html>", "CertificateParseError"],
    ["with a comment", `# ours\n${leaf}`, "CertificateParseError"],
    ["cut off", leaf.slice(0, -40), "CertificateParseError"],
    ["with a certificate that is not base64", leaf.replace("\nM", "\n!"), "CertificateParseError"],
    ["with a certificate that is no DER", leaf.replace(/\nM.*\n/, "\nAAAA\n"), "CertificateParseError"],
    ["of a thousand certificates", leaf.repeat(1000), "CertificateParseError"],
  ])("%s", async (_, pem, fault) => {
    expect(await faultOf(pem)).toBe(fault);
  });
});

test.each([
  ["a signature that is no DER", { signature: new ArrayBuffer(3) }, {}, "CertificateChainBroken"],
  ["an issuer's key that is none", {}, { spki: new ArrayBuffer(3) }, "CertificateUnsupportedKeyType"],
])("%s is told as such", async (_, leaf, key, fault) => {
  const [first, second, root] = readChain(chainOf().join(""));
  if (!first || !second || !root) throw new Error("no chain");
  const issuer = { ...second, publicKey: { ...second.publicKey, ...key } };

  const verified = verifyChain([{ ...first, ...leaf }, issuer, root], { now: NOW, rootHash: undefined });

  await expect(verified).rejects.toHaveProperty("name", fault);
});

// The chains of the recordings, and what is wrong with each.
describe("a recorded chain", () => {
  const { find, answer } = openExchanges("test/corpus/remotesettings/exchanges");

  test.each([
    ["remote-settings", "2027-01-21", "good"],
    ["remote-settings-rotated", "2027-02-15", "good"],
    ["rsa-root", "2027-01-21", "good"],
    ["rsa-root-ec-intermediate", "2027-01-21", "good"],
    ["expired", "2026-11-21", "CertificateExpired"],
    ["notyet", "2027-02-21", "CertificateNotYetValid"],
    ["wrong-subject", "2027-01-21", "CertificateHasWrongSubject"],
    ["name-not-permitted", "2027-01-21", "CertificateChainNameNotPermitted"],
    ["name-excluded", "2027-01-21", "CertificateChainNameExcluded"],
    ["wrong-eku", "2027-01-21", "CertificateLeafHasWrongKeyUsage"],
    ["intermediate-not-ca", "2027-01-21", "CertificateCannotSign"],
    ["intermediate-no-crl-sign", "2027-01-21", "CertificateCannotSign"],
    ["broken-link", "2027-01-21", "CertificateChainBroken"],
    ["intermediate-expired", "2027-01-21", "CertificateExpired"],
    ["garbage-pem", "2027-01-21", "CertificateParseError"],
  ])("%s", async (name, end, fault) => {
    const url = `http://127.0.0.1:8887/chains/${name}.content-signature.mozilla.org-${end}-12-00-00.chain`;

    const pem = await answer(find({ method: "GET", url, user: null })).text();

    expect(await faultOf(pem)).toBe(fault);
  });
});
