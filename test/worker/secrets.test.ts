import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ACCOUNT, refusal } from "../bigquery_server.ts";
import { startTarget, type TargetServer } from "../target_server.ts";
import { startWorker, type WorkerUnderTest } from "./harness.ts";

// One canary in every place where a secret can stand. All of them hold "canary".
const CANARIES = {
  API_KEY: "canary-variable-1",
  URL_PASSWORD: "canary-password-2",
  REFRESH_SECRET: "canary-refresh-3",
  GITHUB_TOKEN: "canary-github-4",
  DEFAULT_REQUEST_HEADERS: '{"X-Client":"canary-header-5"}',
  GOOGLE_APPLICATION_CREDENTIALS: JSON.stringify({ ...ACCOUNT, private_key_id: "canary-google-10" }),
};
// What tokens begin with: they are made of the key, and hold its id in base64.
const SECRET = /canary|Y2FuYXJ5|eyJhbGciOi|PRIVATE KEY/;

let target: TargetServer;
let worker: WorkerUnderTest;

beforeAll(async () => {
  // Servers echo what they are told: in the body, in a header, in an error page.
  target = await startTarget({
    "/echo": (request, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ url: request.url, headers: request.headers }));
    },
    "/garbage": (request, response) =>
      response.writeHead(200).end(`not JSON: ${JSON.stringify(request.headers)}`),
    "/bigquery/v2/projects/almanac-dev/queries": (request, response) => {
      const message = `Access Denied: ${request.headers.authorization}`;
      response.writeHead(403).end(JSON.stringify(refusal(message, "accessDenied")));
    },
  });
  const { host } = new URL(target.origin);
  worker = await startWorker(
    `
    [checks.shop.echo]
    description = "Echoes its request, whose URL holds a variable"
    module = "checks.core.heartbeat"
    params.url = "${target.origin}/echo?key=\${API_KEY}"

    [checks.shop.user]
    description = "A URL with credentials"
    module = "checks.core.heartbeat"
    params.url = "http://user:\${URL_PASSWORD}@${host}/echo"

    [checks.shop.header]
    description = "A private parameter in a table"
    module = "checks.core.json_value"
    params = { url = "${target.origin}/echo", path = ".headers.authorization", equals = "no", headers = { authorization = "Bearer canary-private-6" } }

    [checks.shop.garbage]
    description = "Errs with what it was sent"
    module = "checks.core.json_value"
    params = { url = "${target.origin}/garbage", path = ".x", min = 1, headers = { authorization = "Bearer canary-private-7" } }

    [checks.shop.dead]
    description = "Cannot be reached, and its URL holds a variable"
    module = "checks.core.heartbeat"
    params.url = "http://user:\${URL_PASSWORD}@127.0.0.1:9/\${API_KEY}"

    [checks.shop.unknown]
    description = "Misconfigured, with a secret in it"
    module = "checks.core.json_value"
    params = { url = "\${API_KEY}", path = 3, tokn = "canary-private-8" }

    [checks.clients.errors]
    description = "Is refused by BigQuery, with the token that it was sent"
    module = "checks.remotesettings.uptake_error_rate"
    params = { max_error_percentage = 1, include_legacy_versions = true }

    [checks.jobs.backup]
    description = "Takes pings"
    module = "checks.core.last_run"
    params = { max_age_seconds = 60, token = "canary-token-9" }
    `,
    {
      ...CANARIES,
      REQUESTS_ORIGINS: JSON.stringify({ "https://bigquery.googleapis.com": target.origin }),
    },
  );
});
afterAll(async () => {
  await worker.close();
  await target.close();
});

const PATHS = [
  "/",
  "/checks",
  "/checks/shop",
  "/checks/jobs",
  "/checks/clients/errors",
  ...["echo", "user", "header", "garbage", "dead", "unknown"].map((name) => `/checks/shop/${name}`),
  "/checks/jobs/backup",
  "/checks/shop/echo?refresh=canary-refresh-3",
  "/checks/shop/echo?refresh=canary-wrong",
  "/board",
  "/__metrics__",
  "/__heartbeat__",
  "/__version__",
  "/diagram.svg",
  "/nothing",
];

test("no answer holds a secret, in its body or its headers", async () => {
  await worker.tick();
  for (const accept of ["application/json", "text/plain"]) {
    for (const path of PATHS) {
      const response = await worker.fetch(path, { headers: { accept } });
      const seen = `${await response.text()}${JSON.stringify([...response.headers])}`;

      expect(seen, `${accept} ${path}`).not.toMatch(SECRET);
    }
  }
});

test("the secrets did reach the services that they are for", async () => {
  const answer = (await (await worker.fetch("/checks/shop/echo")).json()) as { data: unknown };

  expect(JSON.stringify(answer.data)).toContain("key=$" + "{API_KEY}");
  expect(JSON.stringify(answer.data)).toContain("[DEFAULT_REQUEST_HEADERS]");
  expect(await (await worker.fetch("/checks/clients/errors")).text()).toContain("Bearer [token]");
});

test("no line of the log holds a secret", async () => {
  await worker.tick();
  await worker.fetch("/checks/jobs/backup/ping", {
    method: "POST",
    headers: { authorization: "Bearer canary-token-9" },
    body: "canary-token-9 said the task",
  });

  expect(worker.logs()).not.toMatch(SECRET);
});

test("what a task said is told without the task's secret", async () => {
  const answer = await (await worker.fetch("/checks/jobs/backup")).text();

  expect(answer).not.toMatch(/canary/);
});

test("no shipped file holds a secret, or the configuration", () => {
  const files = readdirSync("public", { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  expect(files.map(({ name }) => name)).toContain("app.js");
  for (const file of files) {
    const text = readFileSync(`${file.parentPath}/${file.name}`, "utf8");

    expect(text, file.name).not.toMatch(/canary|REFRESH_SECRET|\[checks\./);
  }
});
