import { decodeJwt, decodeProtectedHeader } from "jose";
import { expect, test } from "vitest";
import { createGoogleTokens } from "../../src/runtime/google_token.ts";
import { ACCOUNT } from "../bigquery_server.ts";
import { NOON } from "../fake_host.ts";

const AUDIENCE = "https://bigquery.googleapis.com/";
const MINUTE_MS = 60_000;

test("signs for an hour, as the account, for one service", async () => {
  const token = await createGoogleTokens(AUDIENCE, () => NOON)(ACCOUNT);

  expect(decodeProtectedHeader(token)).toEqual({ alg: "RS256", typ: "JWT", kid: ACCOUNT.private_key_id });
  expect(decodeJwt(token)).toEqual({
    iss: ACCOUNT.client_email,
    sub: ACCOUNT.client_email,
    aud: AUDIENCE,
    iat: NOON / 1000,
    exp: NOON / 1000 + 3600,
  });
});

test("gives the same token until shortly before it expires", async () => {
  const clock = { now: NOON };
  const tokenOf = createGoogleTokens(AUDIENCE, () => clock.now);

  const first = await tokenOf(ACCOUNT);
  clock.now += 54 * MINUTE_MS;
  const late = await tokenOf(ACCOUNT);
  clock.now += 2 * MINUTE_MS;
  const renewed = await tokenOf(ACCOUNT);

  expect(late).toBe(first);
  expect(decodeJwt(renewed).iat).toBe(NOON / 1000 + 56 * 60);
});

test("gives an account no token of another", async () => {
  const tokenOf = createGoogleTokens(AUDIENCE, () => NOON);
  await tokenOf(ACCOUNT);

  const token = await tokenOf({ ...ACCOUNT, client_email: "other@almanac-dev.iam.gserviceaccount.com" });

  expect(decodeJwt(token).iss).toBe("other@almanac-dev.iam.gserviceaccount.com");
});

test("refuses a key that is none, without a word of it", async () => {
  const private_key = "-----BEGIN PRIVATE KEY-----\nY2FuYXJ5\n-----END PRIVATE KEY-----\n";

  const token = createGoogleTokens(AUDIENCE, () => NOON)({ ...ACCOUNT, private_key });

  await expect(token).rejects.toThrow(
    /^Cannot ask Google: the private_key in GOOGLE_APPLICATION_CREDENTIALS is no RSA key$/,
  );
});
