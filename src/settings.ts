import * as z from "zod";
import type { Secret } from "./redact.ts";
import type { HttpSettings } from "./request.ts";

const Text = z.string().trim();
const Whole = Text.regex(/^\d+$/, "expected a whole number").transform(Number);
const Positive = Whole.refine((value) => value > 0, "expected more than 0");
const TextMap = Text.transform(parseJson).pipe(z.record(z.string(), z.string()));

/** The variables of the service, under the original's names. */
const Variables = z.object({
  SERVICE_NAME: Text.default("poucave"),
  SERVICE_TITLE: Text.default(""),
  ENV_NAME: Text.default(""),
  DEFAULT_TTL: Positive.default(60),
  DEFAULT_REQUEST_HEADERS: TextMap.default({}),
  REFRESH_SECRET: Text.default(""),
  REQUESTS_TIMEOUT_SECONDS: Positive.default(10),
  REQUESTS_MAX_RETRIES: Whole.default(2),
  /** JSON: where requests for an origin really go, for GitHub Enterprise and for tests. */
  REQUESTS_ORIGINS: TextMap.default({}),
  GITHUB_TOKEN: Text.default(""),
  TROUBLESHOOTING_LINK_TEMPLATE: Text.default(""),
  CORS_ORIGINS: Text.default("*"),
  SOURCE_URL: Text.default(""),
  CONTACT_EMAIL: Text.default(""),
  /** Seconds between two ticks of the scheduler. */
  TICK_SECONDS: Positive.default(60),
});
type Variables = z.output<typeof Variables>;

export interface Settings {
  readonly service: string;
  readonly title: string;
  readonly environment: string;
  readonly defaultTtl: number;
  /** Undefined: nobody can force a run. */
  readonly refreshSecret: string | undefined;
  readonly http: HttpSettings;
  readonly troubleshootingTemplate: string;
  readonly corsOrigins: readonly string[];
  readonly sourceUrl: string;
  readonly contact: string;
  readonly tickMs: number;
  readonly secrets: readonly Secret[];
}

export interface LoadedSettings {
  readonly settings: Settings;
  /** One sentence each; the default stands in for a variable that does not fit. */
  readonly problems: readonly string[];
}

/** Reads the service's settings. A value that does not fit is reported and left out: checks run all the same. */
export function loadSettings(variables: Readonly<Record<string, string | undefined>>): LoadedSettings {
  const known = Object.keys(Variables.shape).filter((name) => (variables[name] ?? "") !== "");
  const given = Object.fromEntries(known.map((name) => [name, variables[name]]));
  const parsed = Variables.safeParse(given);
  if (parsed.success) return { settings: settingsFrom(parsed.data), problems: [] };
  const problems = parsed.error.issues.map(
    ({ path, message }) => `Cannot use ${String(path[0])}: ${message}`,
  );
  for (const { path } of parsed.error.issues) delete given[String(path[0])];
  return { settings: settingsFrom(Variables.parse(given)), problems };
}

function settingsFrom(variables: Variables): Settings {
  const service = variables.SERVICE_NAME;
  return {
    service,
    title: variables.SERVICE_TITLE || service.charAt(0).toUpperCase() + service.slice(1),
    environment: variables.ENV_NAME,
    defaultTtl: variables.DEFAULT_TTL,
    refreshSecret: variables.REFRESH_SECRET || undefined,
    http: httpSettings(variables),
    troubleshootingTemplate: variables.TROUBLESHOOTING_LINK_TEMPLATE,
    corsOrigins: variables.CORS_ORIGINS.split(",").map((origin) => origin.trim()),
    sourceUrl: variables.SOURCE_URL,
    contact: variables.CONTACT_EMAIL,
    tickMs: variables.TICK_SECONDS * 1000,
    secrets: secretsOf(variables),
  };
}

function httpSettings(variables: Variables): HttpSettings {
  const token = variables.GITHUB_TOKEN;
  return {
    timeoutMs: variables.REQUESTS_TIMEOUT_SECONDS * 1000,
    maxRetries: variables.REQUESTS_MAX_RETRIES,
    // GitHub refuses requests without a User-Agent, and a Worker sends none by itself.
    headers: { "user-agent": "poucave", ...variables.DEFAULT_REQUEST_HEADERS },
    originHeaders: token ? { "https://api.github.com": { authorization: `token ${token}` } } : {},
    origins: variables.REQUESTS_ORIGINS,
  };
}

function secretsOf(variables: Variables): Secret[] {
  return [
    { value: variables.REFRESH_SECRET, label: "[REFRESH_SECRET]" },
    { value: variables.GITHUB_TOKEN, label: "[GITHUB_TOKEN]" },
    ...Object.values(variables.DEFAULT_REQUEST_HEADERS).map((value) => ({
      value,
      label: "[DEFAULT_REQUEST_HEADERS]",
    })),
  ];
}

function parseJson(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: "custom", message: "expected a JSON object" });
    return z.NEVER;
  }
}
