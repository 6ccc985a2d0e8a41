// Issues certificates of any kind, good and bad, for chains that sign contents.
import { createPublicKey, type KeyObject, sign } from "node:crypto";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import * as x509 from "@peculiar/asn1-x509";

// By type of key: RFC 5758 §3.2, RFC 4055 §5, RFC 8410 §6.
const ALGORITHMS: Readonly<Record<string, { oid: string; hash: string | null }>> = {
  ec: { oid: "1.2.840.10045.4.3.3", hash: "sha384" },
  rsa: { oid: "1.2.840.113549.1.1.11", hash: "sha256" },
  ed25519: { oid: "1.3.101.112", hash: null },
};
const COMMON_NAME = "2.5.4.3";

export interface Issuer {
  readonly name: string;
  readonly key: KeyObject;
}

export interface Certified {
  readonly subject: string;
  readonly key: KeyObject;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly extensions: readonly x509.Extension[];
}

/** A PEM certificate. */
export function certify(issuer: Issuer, certified: Certified): string {
  const { oid, hash } = ALGORITHMS[issuer.key.asymmetricKeyType ?? ""] ?? { oid: "0.0", hash: null };
  const algorithm = new x509.AlgorithmIdentifier({ algorithm: oid });
  const tbsCertificate = toBeSigned(issuer, certified, algorithm);
  const signed = sign(hash, Buffer.from(AsnConvert.serialize(tbsCertificate)), issuer.key);
  const certificate = new x509.Certificate({
    tbsCertificate,
    signatureAlgorithm: algorithm,
    signatureValue: Uint8Array.from(signed).buffer,
  });
  const base64 = Buffer.from(AsnConvert.serialize(certificate)).toString("base64");
  return `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`;
}

/** What makes an authority: it may sign certificates and lists of revoked ones. */
export function authority(): x509.Extension[] {
  const { keyCertSign, cRLSign } = x509.KeyUsageFlags;
  return [
    extension(x509.id_ce_basicConstraints, new x509.BasicConstraints({ cA: true })),
    extension(x509.id_ce_keyUsage, new x509.KeyUsage(keyCertSign | cRLSign)),
  ];
}

/** What makes a signer of contents. */
export function codeSigning(): x509.Extension[] {
  return [extension(x509.id_ce_extKeyUsage, new x509.ExtendedKeyUsage([x509.id_kp_codeSigning]))];
}

export function extension(extnID: string, value: object): x509.Extension {
  return new x509.Extension({ extnID, extnValue: new OctetString(AsnConvert.serialize(value)) });
}

function toBeSigned(
  issuer: Issuer,
  { subject, key, notBefore, notAfter, extensions }: Certified,
  signature: x509.AlgorithmIdentifier,
): x509.TBSCertificate {
  const spki = createPublicKey(key).export({ type: "spki", format: "der" });
  return new x509.TBSCertificate({
    version: x509.Version.v3,
    serialNumber: Uint8Array.of(1).buffer,
    signature,
    issuer: nameOf(issuer.name),
    validity: new x509.Validity({ notBefore, notAfter }),
    subject: nameOf(subject),
    subjectPublicKeyInfo: AsnConvert.parse(spki, x509.SubjectPublicKeyInfo),
    extensions: new x509.Extensions([...extensions]),
  });
}

function nameOf(commonName: string): x509.Name {
  const value = new x509.AttributeValue({ utf8String: commonName });
  return new x509.Name([
    new x509.RelativeDistinguishedName([new x509.AttributeTypeAndValue({ type: COMMON_NAME, value })]),
  ]);
}
