import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { authority, certify, codeSigning } from "./certify.ts";

const DAY_MS = 86_400_000;

/** Signs contents as the signer of Remote Settings does, with a key that is made anew. */
export interface Signer {
  /** PEM, the leaf first. */
  readonly chain: string;
  /** base64url */
  readonly sign: (content: string) => string;
}

/** A signer whose certificates are good from yesterday until in a year. */
export function createSigner(now: number = Date.now()): Signer {
  const root = { name: "root.example", key: createKey() };
  const key = createKey();
  const validity = { notBefore: new Date(now - DAY_MS), notAfter: new Date(now + 365 * DAY_MS) };
  const leaf = { subject: "test.content-signature.mozilla.org", key, extensions: codeSigning() };
  const chain = [
    certify(root, { ...leaf, ...validity }),
    certify(root, { subject: root.name, key: root.key, extensions: authority(), ...validity }),
  ];
  return { chain: chain.join(""), sign: (content) => signContent(content, key) };
}

/** A content signature, in base64url. */
export function signContent(content: string, key: KeyObject): string {
  const message = Buffer.from(`Content-Signature:\0${content}`);
  return sign("sha384", message, { key, dsaEncoding: "ieee-p1363" }).toString("base64url");
}

function createKey(): KeyObject {
  return generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey;
}
