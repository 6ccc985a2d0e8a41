import type { CheckContext } from "#check";
import type { SigningCertificate } from "./_certificate.ts";
import { type ChainRules, verifyChain } from "./_chain.ts";
import { fetchChain } from "./_fetch_chain.ts";
import { curveOf, importKey } from "./_link.ts";
import type { ContentSignature } from "./_signed_content.ts";
import { UntrustedError } from "./_untrusted.ts";

// Of P-384: two numbers of 48 bytes.
const SIGNATURE_BYTES = 96;
const CURVE = "P-384";

/** Throws an `UntrustedError` where `message` is not what was signed, or nobody vouches for who signed. */
export type Verify = (message: Message, signature: ContentSignature) => Promise<void>;
/** What `messageOf` makes. */
export type Message = Uint8Array<ArrayBuffer>;

/** A verifier that fetches each chain once, whether it turns out good or bad. */
export function createVerifier(ctx: CheckContext, rootHash: string | undefined): Verify {
  const keys = new Map<string, Promise<CryptoKey>>();
  const rules = { now: ctx.now(), rootHash };
  return async (message, { signature, x5u }) => {
    const key = keys.get(x5u) ?? fetchKey(ctx, x5u, rules);
    keys.set(x5u, key);
    await verifyMessage(message, signature, await key);
  };
}

/** The key of a leaf. Throws an `UntrustedError` unless it is one of P-384, as all signers of contents have. */
export async function keyOf(leaf: SigningCertificate): Promise<CryptoKey> {
  if (curveOf(leaf.publicKey)?.namedCurve !== CURVE)
    throw new UntrustedError(
      "CertificateUnsupportedKeyType",
      `the key of ${leaf.commonName} is not on ${CURVE}`,
    );
  return await importKey(leaf, { name: "ECDSA", namedCurve: CURVE });
}

/** The bytes that a content signature is made of. */
export function messageOf(content: Iterable<string>): Message {
  const encoder = new TextEncoder();
  const pieces = [encoder.encode("Content-Signature:\0")];
  let size = pieces[0]?.length ?? 0;
  for (const text of content) {
    const piece = encoder.encode(text);
    pieces.push(piece);
    size += piece.length;
  }
  const message = new Uint8Array(size);
  let offset = 0;
  for (const piece of pieces) {
    message.set(piece, offset);
    offset += piece.length;
  }
  return message;
}

/** Whether `message` was signed with `key`: throws an `UntrustedError` if not. */
export async function verifyMessage(message: Message, signature: string, key: CryptoKey): Promise<void> {
  const algorithm = { name: "ECDSA", hash: "SHA-384" };
  if (!(await crypto.subtle.verify(algorithm, key, bytesOf(signature), message)))
    throw new UntrustedError("SignatureDoesNotMatch", "the records are not those that were signed");
}

async function fetchKey(ctx: CheckContext, x5u: string, rules: ChainRules): Promise<CryptoKey> {
  return await keyOf(await verifyChain(await fetchChain(ctx, x5u), rules));
}

function bytesOf(signature: string): Uint8Array<ArrayBuffer> {
  const base64 = signature.replaceAll("-", "+").replaceAll("_", "/");
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64) || base64.length % 4 !== 0)
    throw new UntrustedError("WrongSignatureSize", "the signature is not base64url, or cut off");
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  if (bytes.length === SIGNATURE_BYTES) return bytes;
  throw new UntrustedError("WrongSignatureSize", `${bytes.length} bytes instead of ${SIGNATURE_BYTES}`);
}
