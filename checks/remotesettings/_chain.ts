import { isoDate } from "../_date.ts";
import type { SigningCertificate } from "./_certificate.ts";
import { isSignedBy } from "./_link.ts";
import { type Fault, UntrustedError } from "./_untrusted.ts";

const CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
const LEAF_DOMAIN = ".content-signature.mozilla.org";

export interface ChainRules {
  readonly now: Date;
  /** SHA-256 of the root in hexadecimal, with colons or without; undefined to accept any root. */
  readonly rootHash: string | undefined;
}

/**
 * The leaf of a chain (leaf first, root last) that may sign contents now. Throws an `UntrustedError` otherwise. The rules
 * are those of Remote Settings' clients, in their order.
 */
export async function verifyChain(
  chain: readonly SigningCertificate[],
  { now, rootHash }: ChainRules,
): Promise<SigningCertificate> {
  for (const certificate of chain) checkValidity(certificate, now);
  const [leaf] = chain;
  const root = chain.at(-1);
  if (!leaf || !root) throw new UntrustedError("CertificateParseError", "Cannot read the chain: it is empty");
  if (rootHash !== undefined) await checkRoot(root, rootHash);
  for (let index = chain.length - 1; index > 0; index -= 1) {
    const [subject, issuer] = chain.slice(index - 1, index + 1);
    if (subject && issuer) await checkLink(subject, issuer);
  }
  checkLeaf(leaf);
  return leaf;
}

function checkValidity({ commonName, notBefore, notAfter }: SigningCertificate, now: Date): void {
  if (notBefore > notAfter) refuse("BadCertificate", `${commonName} ends before it begins`);
  if (now < notBefore) refuse("CertificateNotYetValid", `${commonName} begins on ${isoDate(notBefore)}`);
  if (now > notAfter) refuse("CertificateExpired", `${commonName} ended on ${isoDate(notAfter)}`);
}

async function checkRoot({ commonName, der }: SigningCertificate, expected: string): Promise<void> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", der));
  const actual = [...hash].map((byte) => byte.toString(16).padStart(2, "0").toUpperCase()).join(":");
  if (plain(actual) !== plain(expected))
    refuse("CertificateHasWrongRoot", `the chain ends in ${commonName}, whose hash is ${actual}`);
}

async function checkLink(subject: SigningCertificate, issuer: SigningCertificate): Promise<void> {
  const names = `${issuer.commonName} for ${subject.commonName}`;
  if (!issuer.isAuthority) refuse("CertificateCannotSign", `${names}: it is no authority`);
  if (!["keyCertSign", "crlSign"].every((usage) => issuer.keyUsages.includes(usage)))
    refuse("CertificateCannotSign", `${names}: its key may not sign both certificates and revocations`);
  if (!(await isSignedBy(subject, issuer)))
    refuse("CertificateChainBroken", `${issuer.commonName} did not sign ${subject.commonName}`);
  const matches = (name: string) => isWithin(subject.commonName, name);
  if (issuer.permitted && !issuer.permitted.some(matches))
    refuse("CertificateChainNameNotPermitted", `${names}: permitted are ${issuer.permitted.join(", ")}`);
  if (issuer.excluded?.some(matches))
    refuse("CertificateChainNameExcluded", `${names}: excluded are ${issuer.excluded.join(", ")}`);
}

function checkLeaf({ commonName, extendedKeyUsages }: SigningCertificate): void {
  if (!commonName.endsWith(LEAF_DOMAIN))
    refuse("CertificateHasWrongSubject", `${commonName} does not end with ${LEAF_DOMAIN}`);
  if (extendedKeyUsages.length !== 1 || extendedKeyUsages[0] !== CODE_SIGNING)
    refuse("CertificateLeafHasWrongKeyUsage", `${commonName} is not for code signing alone`);
}

/** `.example.com` stands for names below it; `example.com` for itself too. */
function isWithin(name: string, domain: string): boolean {
  if (domain.startsWith(".")) return name.endsWith(domain);
  return name === domain || name.endsWith(`.${domain}`);
}

function plain(hash: string): string {
  return hash.replaceAll(":", "").toUpperCase();
}

function refuse(fault: Fault, message: string): never {
  throw new UntrustedError(fault, message);
}
