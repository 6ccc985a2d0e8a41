import { UntrustedError } from "./_untrusted.ts";

const BLOCK = /-----BEGIN CERTIFICATE-----\s([\s\S]*?)-----END CERTIFICATE-----/g;
// A chain has three certificates; whoever sends more by far wants something else.
const MAX_CERTIFICATES = 10;

/** The certificates of a PEM text, as DER, in its order. Throws where there is anything else but blank lines. */
export function splitPem(text: string): Uint8Array<ArrayBuffer>[] {
  const rest = text.replace(BLOCK, "").trim();
  if (rest.startsWith("-----BEGIN CERTIFICATE-----")) throw unreadable("it ends within a certificate");
  if (rest !== "") throw unreadable("something stands outside of its certificates");
  const blocks = [...text.matchAll(BLOCK)].map(([, block = ""]) => block);
  if (blocks.length === 0) throw unreadable("it holds no certificate");
  if (blocks.length > MAX_CERTIFICATES) throw unreadable(`it has more than ${MAX_CERTIFICATES} certificates`);
  return blocks.map(decode);
}

function decode(block: string): Uint8Array<ArrayBuffer> {
  // RFC 1421 lets headers such as "Name: value" stand before the base64.
  const base64 = block.replace(/^.*:.*$/gm, "").replace(/\s/g, "");
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64) || base64.length % 4 !== 0)
    throw unreadable("a certificate is not base64");
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}

function unreadable(why: string): UntrustedError {
  return new UntrustedError("CertificateParseError", `Cannot read the chain: ${why}`);
}
