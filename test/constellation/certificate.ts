import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

export interface CertificateOptions {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** A key and a self-signed certificate for `localhost` and `127.0.0.1`, as PEM. */
export function createCertificate({ notBefore, notAfter }: CertificateOptions): {
  key: string;
  cert: string;
} {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const certificate = signed(toBeSigned(publicKey, { notBefore, notAfter }), privateKey);
  return { key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(), cert: pem(certificate) };
}

// RFC 5280 §4.1 in DER, by hand: the libraries that write certificates bring a dozen packages along.
const ECDSA_SHA256 = sequence(oid("2a8648ce3d040302"));

function toBeSigned(publicKey: KeyObject, { notBefore, notAfter }: CertificateOptions): Buffer {
  const version3 = der(0xa0, integer(Buffer.from([2])));
  const serial = integer(Buffer.concat([Buffer.from([1]), randomBytes(8)]));
  const validity = sequence(time(notBefore), time(notAfter));
  const key = publicKey.export({ type: "spki", format: "der" });
  const extensions = der(0xa3, sequence(subjectAlternativeName()));
  return sequence(
    version3,
    serial,
    ECDSA_SHA256,
    name("localhost"),
    validity,
    name("localhost"),
    key,
    extensions,
  );
}

function signed(body: Buffer, key: KeyObject): Buffer {
  return sequence(body, ECDSA_SHA256, der(0x03, Buffer.from([0]), sign("sha256", body, key)));
}

function name(commonName: string): Buffer {
  return sequence(der(0x31, sequence(oid("550403"), der(0x0c, Buffer.from(commonName)))));
}

function subjectAlternativeName(): Buffer {
  const names = sequence(der(0x82, Buffer.from("localhost")), der(0x87, Buffer.from([127, 0, 0, 1])));
  return sequence(oid("551d11"), der(0x04, names));
}

/** UTCTime, which ends with the year 2049. */
function time(date: Date): Buffer {
  return der(0x17, Buffer.from(date.toISOString().replace(/^..|[-:T]|\.\d+/g, "")));
}

function integer(value: Buffer): Buffer {
  return der(0x02, value);
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, "hex"));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, ...parts);
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

function lengthOf(size: number): Buffer {
  if (size < 0x80) return Buffer.from([size]);
  return size < 0x100 ? Buffer.from([0x81, size]) : Buffer.from([0x82, size >> 8, size & 0xff]);
}

function pem(certificate: Buffer): string {
  const lines = certificate.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}
