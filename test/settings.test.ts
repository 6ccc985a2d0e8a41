import { expect, test } from "vitest";
import { createRedact } from "../src/run/redact.ts";
import { loadSettings } from "../src/settings.ts";

test("needs no variable at all", () => {
  const { settings, problems } = loadSettings({});

  expect(problems).toEqual([]);
  expect(settings).toMatchObject({
    service: "poucave",
    title: "Poucave",
    environment: "",
    defaultTtl: 60,
    refreshSecret: undefined,
    http: {
      timeoutMs: 10_000,
      maxRetries: 2,
      headers: { "user-agent": "poucave" },
      originHeaders: {},
      origins: {},
    },
    troubleshootingTemplate: "",
    corsOrigins: ["*"],
    sourceUrl: "",
    contact: "",
    tickMs: 60_000,
    sentryDsn: undefined,
    bugtracker: { url: "https://bugzilla.mozilla.org", apiKey: undefined, ttl: 3600 },
    historyDays: 0,
  });
});

test("reads every variable", () => {
  const { settings, problems } = loadSettings({
    SERVICE_NAME: "poucave-prod",
    SERVICE_TITLE: "Our constellation",
    ENV_NAME: "prod",
    DEFAULT_TTL: "300",
    DEFAULT_REQUEST_HEADERS: '{"User-Agent": "monitor", "X-Key": "k3y-k3y"}',
    REFRESH_SECRET: "s3cr3t-refresh",
    REQUESTS_TIMEOUT_SECONDS: "5",
    REQUESTS_MAX_RETRIES: "0",
    REQUESTS_ORIGINS: '{"https://api.github.com/": "https://github.example/api/v3"}',
    GITHUB_TOKEN: "ghp_token",
    SENTRY_DSN: "https://key@sentry.example/1",
    BUGTRACKER_URL: "https://bugs.example",
    BUGTRACKER_API_KEY: "bug-key",
    BUGTRACKER_TTL: "60",
    HISTORY_DAYS: "30",
    TROUBLESHOOTING_LINK_TEMPLATE: "https://wiki.example/{project}/{check}",
    CORS_ORIGINS: "https://a.example, https://b.example:8443",
    SOURCE_URL: "https://github.com/example/poucave",
    CONTACT_EMAIL: "ops@example.com",
    TICK_SECONDS: "5",
  });

  expect(problems).toEqual([]);
  expect(settings).toMatchObject({
    service: "poucave-prod",
    title: "Our constellation",
    environment: "prod",
    defaultTtl: 300,
    refreshSecret: "s3cr3t-refresh",
    http: {
      timeoutMs: 5000,
      maxRetries: 0,
      headers: { "user-agent": "monitor", "x-key": "k3y-k3y" },
      originHeaders: { "https://api.github.com": { authorization: "token ghp_token" } },
      origins: { "https://api.github.com": "https://github.example/api/v3" },
    },
    troubleshootingTemplate: "https://wiki.example/{project}/{check}",
    corsOrigins: ["https://a.example", "https://b.example:8443"],
    sourceUrl: "https://github.com/example/poucave",
    contact: "ops@example.com",
    tickMs: 5000,
    sentryDsn: "https://key@sentry.example/1",
    bugtracker: { url: "https://bugs.example", apiKey: "bug-key", ttl: 60 },
    historyDays: 30,
  });
});

test("takes an empty variable as absent, and space around a value as none", () => {
  const { settings, problems } = loadSettings({
    DEFAULT_TTL: "",
    SERVICE_NAME: " shop\n",
    REFRESH_SECRET: "  ",
  });

  expect(problems).toEqual([]);
  expect(settings).toMatchObject({ defaultTtl: 60, service: "shop", refreshSecret: undefined });
});

test.each([
  ["DEFAULT_TTL", "soon", "expected a whole number"],
  ["DEFAULT_TTL", "0", "expected more than 0"],
  ["REQUESTS_TIMEOUT_SECONDS", "2.5", "expected a whole number"],
  ["REQUESTS_MAX_RETRIES", "-1", "expected a whole number"],
  ["TICK_SECONDS", "1e9", "expected a whole number"],
  ["HISTORY_DAYS", "99999999999", "expected a whole number"],
  ["DEFAULT_REQUEST_HEADERS", "X-Key: canary", "expected a JSON object of texts"],
  ["DEFAULT_REQUEST_HEADERS", '["canary"]', "expected a JSON object of texts"],
  ["DEFAULT_REQUEST_HEADERS", '{"X-Key": 12}', "expected a text"],
  ["DEFAULT_REQUEST_HEADERS", '{"X Key": "canary"}', "expected names and values of HTTP headers"],
  ["DEFAULT_REQUEST_HEADERS", '{"X-Key": "canary\\r\\nX: y"}', "expected names and values of HTTP headers"],
  ["REQUESTS_ORIGINS", '{"https://a.example": "canary"}', "expected an http or https URL"],
  ["BUGTRACKER_URL", "javascript:canary", "expected an http or https URL"],
  ["SENTRY_DSN", "canary", "expected a DSN"],
  ["SOURCE_URL", "javascript:alert(1)", "expected an http or https URL"],
  ["CORS_ORIGINS", "https://a.example/path", "expected * or origins"],
  ["TROUBLESHOOTING_LINK_TEMPLATE", "javascript:{check}", "expected an http or https URL"],
  ["TROUBLESHOOTING_LINK_TEMPLATE", "https://{project}.example/", "expected an http or https URL"],
  [
    "TROUBLESHOOTING_LINK_TEMPLATE",
    "https://x.example/{name}",
    "{project} and {check} its only placeholders",
  ],
])("reports %s=%s, and goes on with the default", (name, value, message) => {
  const { settings, problems } = loadSettings({ [name]: value, ENV_NAME: "stage" });

  expect(problems).toEqual([expect.stringContaining(`Cannot use ${name}: `)]);
  expect(problems[0]).toContain(message);
  expect(problems[0]).not.toContain("canary");
  expect({ ...settings, environment: "" }).toEqual(loadSettings({}).settings);
  expect(settings.environment).toBe("stage");
});

test("reports several variables at once", () => {
  const { problems } = loadSettings({ DEFAULT_TTL: "x", TICK_SECONDS: "y" });

  expect(problems).toEqual([
    "Cannot use DEFAULT_TTL: expected a whole number",
    "Cannot use TICK_SECONDS: expected a whole number",
  ]);
});

test("knows its secrets, and headers that everybody sends as none", () => {
  const { settings } = loadSettings({
    REFRESH_SECRET: "canary-1",
    GITHUB_TOKEN: "canary-2",
    BUGTRACKER_API_KEY: "canary-3",
    DEFAULT_REQUEST_HEADERS: '{"X-Key": "canary-4", "User-Agent": "monitor", "Accept": "application/json"}',
  });

  expect(settings.secrets.map(({ value }) => value).filter((value) => value !== "")).toEqual([
    "canary-1",
    "canary-2",
    "canary-3",
    "canary-4",
  ]);
});

const KEY = {
  type: "service_account",
  project_id: "almanac-dev",
  client_email: "poucave@almanac-dev.iam.gserviceaccount.com",
  private_key_id: "canary-id",
  private_key: "-----BEGIN PRIVATE KEY-----\nY2FuYXJ5\nY2FuYXJ5\n-----END PRIVATE KEY-----\n",
};

test("reads the key of a service account, and lets nothing of it be seen", () => {
  const written = JSON.stringify(KEY);

  const { settings, problems } = loadSettings({ GOOGLE_APPLICATION_CREDENTIALS: written });
  const redact = createRedact(settings.secrets);

  expect(problems).toEqual([]);
  expect(settings.http.serviceAccount).toMatchObject({ project_id: "almanac-dev" });
  expect(redact({ key: KEY.private_key, all: written, body: "Y2FuYXJ5Y2FuYXJ5", id: "canary-id" })).toEqual({
    key: "[GOOGLE_APPLICATION_CREDENTIALS]",
    all: expect.not.stringMatching(/Y2FuYXJ5|canary/),
    body: "[GOOGLE_APPLICATION_CREDENTIALS]",
    id: "[GOOGLE_APPLICATION_CREDENTIALS]",
  });
});

test.each([
  ["/etc/canary/key.json", "expected the JSON of a service account's key, not its path"],
  ['"canary"', "expected the JSON of a service account's key"],
  ['{"private_key": "canary"}', "expected a project_id"],
  [JSON.stringify({ ...KEY, private_key: "canary" }), "expected a private_key in PEM"],
])("reports a key of a service account that is none: %s", (value, message) => {
  const { settings, problems } = loadSettings({ GOOGLE_APPLICATION_CREDENTIALS: value });

  expect(problems).toContain(`Cannot use GOOGLE_APPLICATION_CREDENTIALS: ${message}`);
  expect(problems.join()).not.toContain("canary");
  expect(settings.http.serviceAccount).toBeUndefined();
});
