import { ECDSASigValue } from "@peculiar/asn1-ecc";
import { AsnConvert } from "@peculiar/asn1-schema";
import type { PublicKey, SigningCertificate } from "./_certificate.ts";
import { UntrustedError } from "./_untrusted.ts";

const RSA = "1.2.840.113549.1.1.1";
const ELLIPTIC = "1.2.840.10045.2.1";

interface Curve {
  readonly namedCurve: string;
  /** Bytes of one of the two numbers of a signature. */
  readonly size: number;
}

/** By the hexadecimal DER of their object identifiers. */
const CURVES: Readonly<Record<string, Curve>> = {
  "06082a8648ce3d030107": { namedCurve: "P-256", size: 32 },
  "06052b81040022": { namedCurve: "P-384", size: 48 },
  "06052b81040023": { namedCurve: "P-521", size: 66 },
};

interface Scheme {
  /** The kind of key that makes such signatures. */
  readonly key: string;
  readonly hash: string;
}

const SCHEMES: Readonly<Record<string, Scheme>> = {
  "1.2.840.113549.1.1.11": { key: RSA, hash: "SHA-256" },
  "1.2.840.113549.1.1.12": { key: RSA, hash: "SHA-384" },
  "1.2.840.113549.1.1.13": { key: RSA, hash: "SHA-512" },
  "1.2.840.10045.4.3.2": { key: ELLIPTIC, hash: "SHA-256" },
  "1.2.840.10045.4.3.3": { key: ELLIPTIC, hash: "SHA-384" },
  "1.2.840.10045.4.3.4": { key: ELLIPTIC, hash: "SHA-512" },
};

/** Whether `issuer` signed `subject`. Throws an `UntrustedError` for a kind of key that signs no chains. */
export async function isSignedBy(subject: SigningCertificate, issuer: SigningCertificate): Promise<boolean> {
  const { publicKey } = issuer;
  const scheme = SCHEMES[subject.signatureAlgorithm];
  if (publicKey.algorithm !== RSA && publicKey.algorithm !== ELLIPTIC) throw unsupported(issuer);
  if (scheme?.key !== publicKey.algorithm) return false;
  if (publicKey.algorithm === RSA) return await verifyRsa(subject, issuer, scheme.hash);
  const curve = curveOf(publicKey);
  if (!curve) throw unsupported(issuer);
  return await verifyEcdsa(subject, issuer, { ...curve, hash: scheme.hash });
}

/** The curve of a public key; undefined where it is on none that is known. */
export function curveOf({ algorithm, parameters }: PublicKey): Curve | undefined {
  return algorithm === ELLIPTIC && parameters ? CURVES[hexOf(parameters)] : undefined;
}

type KeyAlgorithm =
  | { readonly name: string; readonly hash: string }
  | { readonly name: string; readonly namedCurve: string };

/** The key of a certificate. Throws an `UntrustedError` where it is none. */
export async function importKey(
  { commonName, publicKey }: SigningCertificate,
  algorithm: KeyAlgorithm,
): Promise<CryptoKey> {
  try {
    return await crypto.subtle.importKey("spki", publicKey.spki, algorithm, false, ["verify"]);
  } catch (cause) {
    // workerd takes RSA keys with the exponents 3 and 65537 alone. That of Mozilla's stage has another.
    if (cause instanceof Error && cause.message.includes("publicExponent"))
      throw new TypeError(
        `Cannot use the key of ${commonName} here: a Worker takes no RSA key with such an exponent, an agent does (agent = "…")`,
        { cause },
      );
    throw new UntrustedError("CertificateUnsupportedKeyType", `${commonName} has a key that is none`, {
      cause,
    });
  }
}

async function verifyRsa(
  { signature, signed }: SigningCertificate,
  issuer: SigningCertificate,
  hash: string,
): Promise<boolean> {
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash };
  const key = await importKey(issuer, algorithm);
  return await crypto.subtle.verify(algorithm, key, signature, signed);
}

async function verifyEcdsa(
  { signature, signed }: SigningCertificate,
  issuer: SigningCertificate,
  { namedCurve, size, hash }: Curve & { hash: string },
): Promise<boolean> {
  const key = await importKey(issuer, { name: "ECDSA", namedCurve });
  const pair = pairOf(signature, size);
  return pair !== undefined && (await crypto.subtle.verify({ name: "ECDSA", hash }, key, pair, signed));
}

/** Certificates hold two integers in DER; WebCrypto wants them side by side, each of the curve's size. */
function pairOf(signature: ArrayBuffer, size: number): Uint8Array<ArrayBuffer> | undefined {
  const numbers = numbersIn(signature);
  if (!numbers) return undefined;
  const pair = new Uint8Array(2 * size);
  for (const [index, number] of numbers.entries()) {
    const bytes = withoutLeadingZeros(new Uint8Array(number));
    if (bytes.length > size) return undefined;
    pair.set(bytes, (index + 1) * size - bytes.length);
  }
  return pair;
}

function numbersIn(signature: ArrayBuffer): readonly ArrayBuffer[] | undefined {
  try {
    const { r, s } = AsnConvert.parse(signature, ECDSASigValue);
    return [r, s];
  } catch {
    // Whether it is DER cannot be asked otherwise.
    return undefined;
  }
}

function withoutLeadingZeros(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte !== 0);
  return first === -1 ? new Uint8Array() : bytes.subarray(first);
}

function unsupported({ commonName }: SigningCertificate): UntrustedError {
  return new UntrustedError("CertificateUnsupportedKeyType", `${commonName} has a key that signs no chains`);
}

function hexOf(bytes: ArrayBuffer): string {
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
