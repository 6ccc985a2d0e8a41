import { importPKCS8, SignJWT } from "jose";
import type { ServiceAccount } from "../config/service_account.ts";

// What Google allows, and what is left for a request that is under way and for a clock that is wrong.
const LIFETIME_SECONDS = 3600;
const MARGIN_SECONDS = 300;

interface Token {
  readonly account: ServiceAccount;
  readonly text: Promise<string>;
  readonly expiresAt: number;
}

/**
 * Tokens for one of Google's services, signed by the account itself: these need no exchange. One is used again until
 * shortly before it expires.
 */
export function createGoogleTokens(
  audience: string,
  now: () => number,
): (account: ServiceAccount) => Promise<string> {
  let last: Token | undefined;

  return (account) => {
    const seconds = Math.floor(now() / 1000);
    const usable = last?.account === account && seconds < last.expiresAt - MARGIN_SECONDS;
    if (last && usable) return last.text;
    const expiresAt = seconds + LIFETIME_SECONDS;
    last = { account, expiresAt, text: sign(account, { audience, seconds, expiresAt }) };
    return last.text;
  };
}

interface Claims {
  readonly audience: string;
  readonly seconds: number;
  readonly expiresAt: number;
}

async function sign(account: ServiceAccount, { audience, seconds, expiresAt }: Claims): Promise<string> {
  return await new SignJWT({})
    .setProtectedHeader({ alg: "RS256", typ: "JWT", kid: account.private_key_id })
    .setIssuer(account.client_email)
    .setSubject(account.client_email)
    .setAudience(audience)
    .setIssuedAt(seconds)
    .setExpirationTime(expiresAt)
    .sign(await keyOf(account));
}

async function keyOf({ private_key }: ServiceAccount): Promise<CryptoKey> {
  try {
    return await importPKCS8(private_key, "RS256");
  } catch {
    // The cause may quote the key.
    throw new TypeError("Cannot ask Google: the private_key in GOOGLE_APPLICATION_CREDENTIALS is no RSA key");
  }
}
