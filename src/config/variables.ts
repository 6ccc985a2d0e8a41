import * as z from "zod";
import { ServiceAccount } from "./service_account.ts";

const Text = z.string().trim();
const Whole = Text.regex(/^\d{1,9}$/, "expected a whole number").transform(Number);
const Positive = Whole.refine((value) => value > 0, "expected more than 0");
const Url = Text.pipe(z.url({ protocol: /^https?$/, error: "expected an http or https URL" }));
const TextMap = Text.transform(jsonOr("expected a JSON object of texts")).pipe(
  z.record(z.string(), z.string("expected a text"), { error: "expected a JSON object of texts" }),
);
const Account = Text.transform(jsonOr("expected the JSON of a service account's key, not its path")).pipe(
  ServiceAccount,
);
// In lower case, so that a header of the operator replaces ours instead of being joined to it.
const Headers = TextMap.transform(lowerCaseKeys).refine(
  areHeaders,
  "expected names and values of HTTP headers",
);
const Origins = TextMap.pipe(z.record(Url, Url)).transform(originKeys);
const OriginList = Text.transform((text) => text.split(",").map((origin) => origin.trim())).refine(
  (origins) => origins.every((origin) => origin === "*" || isOrigin(origin)),
  "expected * or origins such as https://example.com, with commas between",
);

/** The variables of the service, under the original's names. */
export const Variables = z.object({
  SERVICE_NAME: Text.default("poucave"),
  SERVICE_TITLE: Text.default(""),
  ENV_NAME: Text.default(""),
  /** Seconds. */
  DEFAULT_TTL: Positive.default(60),
  DEFAULT_REQUEST_HEADERS: Headers.default({}),
  REFRESH_SECRET: Text.default(""),
  REQUESTS_TIMEOUT_SECONDS: Positive.default(10),
  REQUESTS_MAX_RETRIES: Whole.default(2),
  /** JSON: where requests for an origin really go, for GitHub Enterprise and for tests. */
  REQUESTS_ORIGINS: Origins.default({}),
  GITHUB_TOKEN: Text.default(""),
  /** Google's name for it, but the key itself and not its path: a Worker has no files. */
  GOOGLE_APPLICATION_CREDENTIALS: Account.optional(),
  SENTRY_DSN: Text.refine(isDsn, "expected a DSN such as https://key@sentry.example/1").optional(),
  /** Where people reach the service: what links in messages begin with. */
  SERVICE_URL: Url.default(""),
  /** Who mails are from. */
  EMAIL_FROM: Text.pipe(z.email("expected an e-mail address")).optional(),
  BUGTRACKER_URL: Url.default("https://bugzilla.mozilla.org"),
  BUGTRACKER_API_KEY: Text.default(""),
  /** Seconds. */
  BUGTRACKER_TTL: Positive.default(3600),
  /** 0: no history in a check's answer. */
  HISTORY_DAYS: Whole.default(0),
  TROUBLESHOOTING_LINK_TEMPLATE: Text.refine(
    isLinkTemplate,
    "expected an http or https URL, {project} and {check} its only placeholders",
  ).default(""),
  CORS_ORIGINS: OriginList.default(["*"]),
  SOURCE_URL: Url.default(""),
  CONTACT_EMAIL: Text.default(""),
  /** Seconds between two ticks of the scheduler. */
  TICK_SECONDS: Positive.default(60),
});
export type Variables = z.output<typeof Variables>;

function jsonOr(message: string) {
  return (text: string, context: z.RefinementCtx): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: "custom", message });
      return z.NEVER;
    }
  };
}

function lowerCaseKeys(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** RFC 9110 §5: a header that is none would make every request throw. */
function areHeaders(headers: Readonly<Record<string, string>>): boolean {
  const token = /^[!#$%&'*+.^_`|~\w-]+$/;
  return Object.entries(headers).every(([name, value]) => token.test(name) && /^[\t\x20-\x7e]*$/.test(value));
}

/** `https://api.github.com/` is looked up without its slash. */
function originKeys(origins: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(origins).map(([from, to]) => [new URL(from).origin, to]));
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}

function isDsn(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, pathname } = new URL(text);
  return /^https?:$/.test(protocol) && username !== "" && /\/\w+$/.test(pathname);
}

/** It becomes a link on the page: `javascript:` must never get there, nor a placeholder that nobody replaces. */
function isLinkTemplate(template: string): boolean {
  const sample = template.replace(/\{(project|check)\}/g, "x");
  return /^https?:\/\/[^/{}]/.test(template) && !/[{}]/.test(sample) && URL.canParse(sample);
}
