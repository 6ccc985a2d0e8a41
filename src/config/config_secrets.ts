import type { Secret } from "../run/redact.ts";
import { stringsIn } from "./interpolate.ts";
import type { Table } from "./toml.ts";

// `GET /` tells them to everybody; taking them out of data would hide the name of the environment all over the place.
const PUBLIC_VARIABLES = new Set([
  "SERVICE_NAME",
  "SERVICE_TITLE",
  "ENV_NAME",
  "SOURCE_URL",
  "CONTACT_EMAIL",
]);

/** Whether a variable's value is shown to everybody anyway. */
export function isPublicVariable(name: string): boolean {
  return PUBLIC_VARIABLES.has(name);
}

/** The variables that an entry used, under their own names. */
export function variableSecrets(used: ReadonlyMap<string, string>): Secret[] {
  const secret = [...used].filter(([name, value]) => value !== "" && !isPublicVariable(name));
  return secret.map(([name, value]) => ({ value, label: `\${${name}}` }));
}

/** What parameters may betray: all of those that are not `exposed`, and the credentials in any URL. */
export function parameterSecrets(params: Table, exposed: readonly string[]): Secret[] {
  return Object.entries(params).flatMap(([name, value]) => {
    const texts = stringsIn(value);
    const values = exposed.includes(name) ? texts.flatMap(userinfo) : texts.flatMap(privateParts);
    return values.map((secret) => ({ value: secret, label: `[${name}]` }));
  });
}

const USERINFO = /\/\/([^/?#\s]*)@/g;

/** `text` with the credentials of the URLs in it made unreadable. */
export function maskUserinfo(text: string): string {
  return text.replace(USERINFO, "//***@");
}

/** A server may echo the credentials of `Bearer …` without the scheme. */
function privateParts(text: string): string[] {
  const [, credentials] = /^(?:bearer|basic|token|apikey) +(\S+)$/i.exec(text) ?? [];
  return [text, ...(credentials === undefined ? [] : [credentials]), ...userinfo(text)];
}

/** Passwords and `user:password` as written, and as they are sent: decoded. A user alone is a token. */
function userinfo(text: string): string[] {
  const found = Array.from(text.matchAll(USERINFO), ([, written = ""]) => written);
  return found
    .flatMap((written) => [written, decoded(written)])
    .flatMap((pair) => {
      const colon = pair.indexOf(":");
      return colon === -1 ? [pair, `${pair}:`] : [pair, pair.slice(colon + 1)];
    });
}

/** `decodeURIComponent` throws at a stray percent sign; a query string takes it as it is. */
function decoded(text: string): string {
  const query = text.replaceAll("+", "%2B").replaceAll("&", "%26");
  return new URLSearchParams(`text=${query}`).get("text") ?? text;
}
