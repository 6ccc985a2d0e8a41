// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is what the configuration itself writes.
import { expect, test } from "vitest";
import * as z from "zod";
import { defineCheck } from "../../src/check.ts";
import { type Config, loadConfig } from "../../src/config.ts";
import { createRedact } from "../../src/run/redact.ts";

const CHECKS = {
  probe: defineCheck({
    documentation: "",
    params: z.strictObject({
      url: z.url(),
      max_age: z.int().default(1),
      urls: z.array(z.url()).optional(),
      auth: z.string().min(3).optional(),
      headers: z.record(z.string(), z.string()).optional(),
      token: z
        .string()
        .refine((text) => text !== "canary-refused", { error: ({ input }) => `not ${input}` })
        .transform((text) => {
          if (text === "canary-thrown") throw new Error(`Cannot use ${text}`);
          return text;
        })
        .optional(),
    }),
    exposed: ["url", "urls", "max_age"],
    overridable: ["max_age"],
    run: async () => ({ success: true, data: null }),
  }),
};

function load(params: string, variables: Record<string, string> = {}): Config {
  const text = `[checks.a.b]\ndescription = "d"\nmodule = "probe"\n${params}`;
  return loadConfig(text, { checks: CHECKS, variables, defaultTtl: 60 });
}

/** Everything that may be shown or sent. */
function visible({ secrets: _, ...config }: Config): string {
  return JSON.stringify(config);
}

function parametersOf(config: Config): unknown {
  return config.definitions[0]?.check.parameters;
}

test("shows exposed parameters with variables as they are written", () => {
  const config = load('params.url = "https://${HOST}.example/"\nparams.max_age = "${AGE}"', {
    HOST: "canary-host",
    AGE: "90",
  });

  expect(parametersOf(config)).toEqual({ url: "https://${HOST}.example/", max_age: "${AGE}" });
  expect(visible(config)).not.toContain("canary");
});

test("shows variables as they are written after an override too, and the override as given", () => {
  const [definition] = load('params.url = "https://${HOST}.example/"\nparams.max_age = "${AGE}"', {
    HOST: "canary-host",
    AGE: "90",
  }).definitions;

  expect(definition?.check.override({ max_age: "30", url: "https://evil.example/" }).parameters).toEqual({
    url: "https://${HOST}.example/",
    max_age: 30,
  });
});

test("shows no credentials of an exposed URL, in lists and after an override either", () => {
  const config = load(`
    params.url = "https://bob:canary-1@x.example/?q=a@b"
    params.urls = ["https://canary-2@x.example", "https://bob:can@ry-3@x.example/"]
  `);

  const shown = {
    url: "https://***@x.example/?q=a@b",
    urls: ["https://***@x.example", "https://***@x.example/"],
    max_age: 1,
  };
  expect(parametersOf(config)).toEqual(shown);
  expect(config.definitions[0]?.check.override({ max_age: 5 }).parameters).toEqual({ ...shown, max_age: 5 });
});

test("knows variables, private parameters and credentials as secrets, however deep", () => {
  const config = load(
    `
    params.url = "https://bob:p%40ssword@x.example/"
    params.auth = "user:\${PASSWORD}"
    params.headers = { Authorization = "Bearer canary-bearer", X-Key = "\${KEY}" }
    `,
    { PASSWORD: "canary-password", KEY: "canary-key", UNUSED: "canary-unused" },
  );

  expect(config.problems).toEqual([]);
  expect(visible(config)).not.toMatch(/canary|p%40ss|p@ss/);
  expect(config.secrets).toEqual(
    expect.arrayContaining([
      { value: "bob:p%40ssword", label: "[url]" },
      { value: "p@ssword", label: "[url]" },
      { value: "bob:p@ssword", label: "[url]" },
      { value: "user:canary-password", label: "[auth]" },
      { value: "Bearer canary-bearer", label: "[headers]" },
      { value: "canary-bearer", label: "[headers]" },
      { value: "canary-password", label: "${PASSWORD}" },
      { value: "canary-key", label: "${KEY}" },
    ]),
  );
  expect(JSON.stringify(config.secrets)).not.toContain("canary-unused");
});

test("knows what is sent for a URL's credentials, so that an echo of it is taken out", () => {
  const { secrets } = load('params.url = "https://canary-token@x.example/"');
  const redact = createRedact(secrets);

  expect(redact(`Basic ${btoa("canary-token:")}`)).toBe("Basic [url]");
});

test("leaves public variables in data: everybody sees them anyway", () => {
  const config = load('params.url = "https://${ENV_NAME}.example/"', { ENV_NAME: "production" });

  expect(config.secrets).toEqual([]);
});

test("fills public variables into a description, and leaves the others as they are written", () => {
  const text = `[checks.a.b]
    description = "In \${ENV_NAME}, logs in by \${TOKEN}"
    module = "probe"
    params.url = "https://x.example/"`;

  const config = loadConfig(text, {
    checks: CHECKS,
    variables: { ENV_NAME: "stage", TOKEN: "canary-token" },
    defaultTtl: 60,
  });

  expect(config.definitions[0]?.description).toBe("In stage, logs in by ${TOKEN}");
});

test.each([
  ["of the wrong type", 'params.url = "${SECRET}"', "canary-no-url"],
  [
    "refused in words that quote it",
    'params.url = "https://x.example/"\nparams.token = "${SECRET}"',
    "canary-refused",
  ],
  [
    "that the module chokes on",
    'params.url = "https://x.example/"\nparams.token = "${SECRET}"',
    "canary-thrown",
  ],
  ["too short to be redacted", 'params.url = "https://x.example/"\nparams.auth = "${SECRET}"', "c9"],
])("says nothing of a value %s", async (_, params, secret) => {
  const config = load(params, { SECRET: secret });

  expect(config.problems).not.toEqual([]);
  expect(visible(config)).not.toContain(secret);
  const run = config.definitions[0]?.check.run({
    fetch: () => Promise.reject(new TypeError("no network here")),
    stream: () => Promise.reject(new TypeError("no network here")),
    latencyMs: () => 0,
    now: () => new Date(0),
    previous: undefined,
    signal: AbortSignal.timeout(1000),
    log: () => {},
  });
  await expect(run).rejects.toThrow(expect.not.stringContaining(secret));
});

test("quotes an unknown module as it is written", () => {
  const text = '[checks.a.b]\ndescription = "d"\nmodule = "checks.${SECRET}"';

  const config = loadConfig(text, { checks: CHECKS, variables: { SECRET: "canary" }, defaultTtl: 60 });

  expect(config.problems).toMatchObject([
    { message: expect.stringContaining('no module "checks.${SECRET}"') },
  ]);
  expect(visible(config)).not.toContain("canary");
});
