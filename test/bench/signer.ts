import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import * as x509 from "@peculiar/asn1-x509";

const DAY_MS = 86_400_000;
// RFC 5758 §3.2
const ECDSA_WITH_SHA384 = "1.2.840.10045.4.3.3";
const COMMON_NAME = "2.5.4.3";
const ROOT = "root.example";

/** Signs contents as the signer of Remote Settings does, with a key that is made anew. */
export interface Signer {
  /** PEM, the leaf first. */
  readonly chain: string;
  /** base64url */
  readonly sign: (content: string) => string;
}

export function createSigner(): Signer {
  const [root, leaf] = [createKey(), createKey()];
  const authority = certify(root, {
    subject: ROOT,
    key: root,
    extensions: [
      extension(x509.id_ce_basicConstraints, new x509.BasicConstraints({ cA: true })),
      extension(
        x509.id_ce_keyUsage,
        new x509.KeyUsage(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign),
      ),
    ],
  });
  const signer = certify(root, {
    subject: "bench.content-signature.mozilla.org",
    key: leaf,
    extensions: [extension(x509.id_ce_extKeyUsage, new x509.ExtendedKeyUsage([x509.id_kp_codeSigning]))],
  });
  return {
    chain: signer + authority,
    sign: (content) =>
      sign("sha384", Buffer.from(`Content-Signature:\0${content}`), {
        key: leaf,
        dsaEncoding: "ieee-p1363",
      }).toString("base64url"),
  };
}

function createKey(): KeyObject {
  return generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey;
}

interface Subject {
  readonly subject: string;
  readonly key: KeyObject;
  readonly extensions: x509.Extension[];
}

/** A PEM certificate, from yesterday until in a year. */
function certify(issuer: KeyObject, { subject, key, extensions }: Subject): string {
  const now = Date.now();
  const algorithm = new x509.AlgorithmIdentifier({ algorithm: ECDSA_WITH_SHA384 });
  const spki = createPublicKey(key).export({ type: "spki", format: "der" });
  const tbsCertificate = new x509.TBSCertificate({
    version: x509.Version.v3,
    serialNumber: Uint8Array.of(1).buffer,
    signature: algorithm,
    issuer: nameOf(ROOT),
    validity: new x509.Validity({
      notBefore: new Date(now - DAY_MS),
      notAfter: new Date(now + 365 * DAY_MS),
    }),
    subject: nameOf(subject),
    subjectPublicKeyInfo: AsnConvert.parse(spki, x509.SubjectPublicKeyInfo),
    extensions: new x509.Extensions(extensions),
  });
  const signed = sign("sha384", Buffer.from(AsnConvert.serialize(tbsCertificate)), issuer);
  const certificate = new x509.Certificate({
    tbsCertificate,
    signatureAlgorithm: algorithm,
    signatureValue: Uint8Array.from(signed).buffer,
  });
  const base64 = Buffer.from(AsnConvert.serialize(certificate)).toString("base64");
  return `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`;
}

function nameOf(commonName: string): x509.Name {
  const value = new x509.AttributeValue({ utf8String: commonName });
  return new x509.Name([
    new x509.RelativeDistinguishedName([new x509.AttributeTypeAndValue({ type: COMMON_NAME, value })]),
  ]);
}

function extension(extnID: string, value: object): x509.Extension {
  return new x509.Extension({ extnID, extnValue: new OctetString(AsnConvert.serialize(value)) });
}
