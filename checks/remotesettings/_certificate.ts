import { AsnConvert } from "@peculiar/asn1-schema";
import * as x509 from "@peculiar/asn1-x509";
import { splitPem } from "./_pem.ts";
import { UntrustedError } from "./_untrusted.ts";

const COMMON_NAME = "2.5.4.3";

/** What the rules of a chain ask of a certificate. */
export interface SigningCertificate {
  readonly der: Uint8Array<ArrayBuffer>;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly commonName: string;
  readonly isAuthority: boolean;
  /** As RFC 5280 names them: `keyCertSign`. */
  readonly keyUsages: readonly string[];
  /** Object identifiers. */
  readonly extendedKeyUsages: readonly string[];
  /** DNS names that subjects must, or must not, match; undefined where the certificate says nothing of them. */
  readonly permitted: readonly string[] | undefined;
  readonly excluded: readonly string[] | undefined;
  readonly publicKey: PublicKey;
  /** What its issuer signed. */
  readonly signed: ArrayBuffer;
  readonly signature: ArrayBuffer;
  readonly signatureAlgorithm: string;
}

export interface PublicKey {
  /** A DER SubjectPublicKeyInfo. */
  readonly spki: ArrayBuffer;
  readonly algorithm: string;
  /** DER: the name of the curve, if it has one. */
  readonly parameters: ArrayBuffer | undefined;
}

/** The certificates of a PEM text in its order: the leaf comes first. Throws an `UntrustedError`. */
export function readChain(pem: string): SigningCertificate[] {
  return splitPem(pem).map((der) => {
    try {
      return summarise(der, AsnConvert.parse(der, x509.Certificate));
    } catch (cause) {
      // The library's words are about its own internals.
      const message = "Cannot read the chain: a certificate is not X.509";
      throw new UntrustedError("CertificateParseError", message, { cause });
    }
  });
}

function summarise(
  der: Uint8Array<ArrayBuffer>,
  { tbsCertificate, tbsCertificateRaw, signatureAlgorithm, signatureValue }: x509.Certificate,
): SigningCertificate {
  const { validity, subject, extensions = [], subjectPublicKeyInfo } = tbsCertificate;
  const { algorithm, parameters } = subjectPublicKeyInfo.algorithm;
  return {
    der,
    notBefore: validity.notBefore.getTime(),
    notAfter: validity.notAfter.getTime(),
    commonName: commonNameOf(subject),
    ...summariseExtensions([...extensions]),
    publicKey: {
      spki: AsnConvert.serialize(subjectPublicKeyInfo),
      algorithm,
      parameters: parameters ?? undefined,
    },
    signed: tbsCertificateRaw ?? AsnConvert.serialize(tbsCertificate),
    signature: signatureValue,
    signatureAlgorithm: signatureAlgorithm.algorithm,
  };
}

/** What an extension that is absent would allow is not allowed. */
function summariseExtensions(extensions: readonly x509.Extension[]) {
  function find<T>(id: string, schema: new () => T): T | undefined {
    const found = extensions.find(({ extnID }) => extnID === id);
    return found && AsnConvert.parse(found.extnValue, schema);
  }
  const constraints = find(x509.id_ce_nameConstraints, x509.NameConstraints);
  return {
    isAuthority: find(x509.id_ce_basicConstraints, x509.BasicConstraints)?.cA ?? false,
    keyUsages: find(x509.id_ce_keyUsage, x509.KeyUsage)?.toJSON() ?? [],
    extendedKeyUsages: [...(find(x509.id_ce_extKeyUsage, x509.ExtendedKeyUsage) ?? [])],
    permitted: dnsNames(constraints?.permittedSubtrees),
    excluded: dnsNames(constraints?.excludedSubtrees),
  };
}

function dnsNames(subtrees: x509.GeneralSubtrees | undefined): string[] | undefined {
  return subtrees && [...subtrees].flatMap(({ base }) => base.dNSName ?? []);
}

function commonNameOf(subject: x509.Name): string {
  const attributes = [...subject].flatMap((part) => [...part]);
  return attributes.find(({ type }) => type === COMMON_NAME)?.value.toString() ?? "";
}
