import { privateParts } from "./config/service_account.ts";
import { Variables } from "./config/variables.ts";
import type { HttpSettings } from "./http/request.ts";
import type { Secret } from "./run/redact.ts";

// What everybody sends, and may be read back.
const PUBLIC_HEADERS = new Set([
  "accept",
  "accept-encoding",
  "accept-language",
  "cache-control",
  "user-agent",
]);

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
  readonly sentryDsn: string | undefined;
  /** Where people reach the service; empty: unknown. */
  readonly serviceUrl: string;
  readonly emailFrom: string | undefined;
  readonly bugtracker: BugtrackerSettings;
  /** 0: none. */
  readonly historyDays: number;
  readonly secrets: readonly Secret[];
}

export interface BugtrackerSettings {
  readonly url: string;
  readonly apiKey: string | undefined;
  /** Seconds for which what the tracker answered is fresh. */
  readonly ttl: number;
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
    corsOrigins: variables.CORS_ORIGINS,
    sourceUrl: variables.SOURCE_URL,
    contact: variables.CONTACT_EMAIL,
    tickMs: variables.TICK_SECONDS * 1000,
    sentryDsn: variables.SENTRY_DSN,
    serviceUrl: variables.SERVICE_URL,
    emailFrom: variables.EMAIL_FROM,
    bugtracker: {
      url: variables.BUGTRACKER_URL,
      apiKey: variables.BUGTRACKER_API_KEY || undefined,
      ttl: variables.BUGTRACKER_TTL,
    },
    historyDays: variables.HISTORY_DAYS,
    secrets: secretsOf(variables),
  };
}

function httpSettings(variables: Variables): HttpSettings {
  const { GITHUB_TOKEN: token, GOOGLE_APPLICATION_CREDENTIALS: account } = variables;
  return {
    timeoutMs: variables.REQUESTS_TIMEOUT_SECONDS * 1000,
    maxRetries: variables.REQUESTS_MAX_RETRIES,
    // GitHub refuses requests without a User-Agent, and a Worker sends none by itself.
    headers: { "user-agent": "poucave", ...variables.DEFAULT_REQUEST_HEADERS },
    originHeaders: token ? { "https://api.github.com": { authorization: `token ${token}` } } : {},
    origins: variables.REQUESTS_ORIGINS,
    ...(account && { serviceAccount: account }),
  };
}

function secretsOf(variables: Variables): Secret[] {
  const own = ["REFRESH_SECRET", "GITHUB_TOKEN", "SENTRY_DSN", "BUGTRACKER_API_KEY"] as const;
  const headers = Object.entries(variables.DEFAULT_REQUEST_HEADERS);
  const account = variables.GOOGLE_APPLICATION_CREDENTIALS;
  return [
    ...own.map((name) => ({ value: variables[name] ?? "", label: `[${name}]` })),
    ...headers
      .filter(([name]) => !PUBLIC_HEADERS.has(name))
      .map(([, value]) => ({ value, label: "[DEFAULT_REQUEST_HEADERS]" })),
    ...(account ? privateParts(account) : []).map((value) => ({
      value,
      label: "[GOOGLE_APPLICATION_CREDENTIALS]",
    })),
  ];
}
