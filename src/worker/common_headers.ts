import type { Settings } from "../settings.ts";

/** What the page may load and do: its own files, its own API, and nothing inline. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types poucave dompurify",
].join("; ");

/** What a browser may do with any answer. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": POLICY,
  "referrer-policy": "no-referrer",
  "strict-transport-security": "max-age=15552000",
  "x-content-type-options": "nosniff",
};

const FOR_EVERYBODY = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "ETag",
} as const;

/** Whether pages of any origin may read answers. */
export function isOpen({ corsOrigins }: Pick<Settings, "corsOrigins">): boolean {
  return corsOrigins.includes("*");
}

/** Set on every answer that does not set its own. */
export function commonHeaders(settings: Pick<Settings, "corsOrigins">): Readonly<Record<string, string>> {
  return isOpen(settings) ? { ...SECURITY_HEADERS, ...FOR_EVERYBODY } : SECURITY_HEADERS;
}

/** An answer with what it lacks of them: what was fetched cannot be changed itself. */
export function withCommonHeaders(answer: Response, settings: Pick<Settings, "corsOrigins">): Response {
  const headers = new Headers({ ...commonHeaders(settings), ...Object.fromEntries(answer.headers) });
  return new Response(answer.body, { status: answer.status, headers });
}
