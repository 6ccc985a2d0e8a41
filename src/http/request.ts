import type { ServiceAccount } from "../config/service_account.ts";
import { checkTarget } from "./target.ts";

/** Headers that stay with the origin they were meant for. */
export const CREDENTIALS = ["authorization", "cookie", "proxy-authorization"];

export interface HttpSettings {
  /** Milliseconds for one request, from getting its slot to the last byte of its body. */
  readonly timeoutMs: number;
  readonly maxRetries: number;
  /** Sent with every request. */
  readonly headers: Readonly<Record<string, string>>;
  /** Sent only to the origin they belong to, never along a redirect. */
  readonly originHeaders: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Where requests for an origin really go: `{"https://api.github.com": "https://github.example/api/v3"}`. */
  readonly origins: Readonly<Record<string, string>>;
  /** Who asks Google. */
  readonly serviceAccount?: ServiceAccount;
}

/** What really goes out for a request: the target, with the operator's headers. Throws if it may not be asked. */
export interface Prepared {
  readonly href: string;
  readonly headers: Headers;
}

export function prepare(url: URL, init: RequestInit, settings: HttpSettings): Prepared {
  const { target, credentials } = resolveTarget(url, settings);
  checkTarget(target);
  const headers = new Headers({ "cache-control": "no-cache", ...settings.headers });
  for (const [name, value] of Object.entries(settings.originHeaders[url.origin] ?? {}))
    headers.set(name, value);
  if (credentials) headers.set("authorization", credentials);
  for (const [name, value] of new Headers(init.headers)) headers.set(name, value);
  // An empty Authorization header is worse than none: servers answer 401 to it.
  if (headers.get("authorization") === "") headers.delete("authorization");
  return { href: target.href, headers };
}

/** What may be sent to an origin that only a redirect named. */
export function withoutCredentials(settings: HttpSettings): HttpSettings {
  const kept = Object.entries(settings.headers).filter(([name]) => !CREDENTIALS.includes(name.toLowerCase()));
  return { ...settings, headers: Object.fromEntries(kept) };
}

export function parseUrl(url: string | URL): URL {
  if (url instanceof URL) return url;
  if (!URL.canParse(url)) throw new TypeError("Cannot request: not a URL");
  return new URL(url);
}

/** `fetch` refuses credentials in a URL: they travel as the header that they stand for. */
function resolveTarget(url: URL, settings: HttpSettings): { target: URL; credentials: string | undefined } {
  const base = settings.origins[url.origin];
  const target =
    base === undefined ? new URL(url) : new URL(base.replace(/\/$/, "") + url.pathname + url.search);
  const user = `${bytesOf(url.username)}:${bytesOf(url.password)}`;
  target.username = "";
  target.password = "";
  return { target, credentials: user === ":" ? undefined : `Basic ${btoa(user)}` };
}

/** One character a byte. `decodeURIComponent` would throw at a lone "%", which URLs may hold. */
function bytesOf(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
