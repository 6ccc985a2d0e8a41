// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is what the configuration itself writes.
import type { ServerResponse } from "node:http";
import { expect, test } from "vitest";
import { runCli, serve } from "./run_cli.ts";

const VPN = `
[agents.vpn]
token_hashes = ["${"0".repeat(64)}"]
`;

const heartbeat = (name: string, url: string, more = "") => `
[checks.shop.${name}]
description = "Where people ${name}"
module = "checks.core.heartbeat"
params.url = "${url}"
${more}
`;

function answer(response: ServerResponse, status: number, data: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(data));
}

test("prints a table and exits with 0 when all have passed", async () => {
  const url = await serve((_, response) => answer(response, 200, { ok: true }));
  const files = { "a.toml": heartbeat("login", url) };

  const { code, stdout, stderr } = await runCli(["check", "--config", "a.toml"], { files });

  expect(stdout).toMatch(
    /^STATUS +PROJECT +CHECK +VALUE +TIME +RESULT\n✔ passed +shop +login +\d+ ms +\{"ok":true\}\n/,
  );
  expect(stdout).toMatch(/\n1 check: 1 passed in \d+\.\d s\n$/);
  expect(stderr).toBe("");
  expect(code).toBe(0);
});

test("gives details of failures and exits with 1", async () => {
  const url = await serve(({ url: path }, response) =>
    answer(response, path === "/bad" ? 503 : 200, { db: "down" }),
  );
  const files = { "a.toml": heartbeat("login", `${url}/bad`) + heartbeat("cart", `${url}/good`) };
  const env = { TROUBLESHOOTING_LINK_TEMPLATE: "https://wiki.example/{project}/{check}" };

  const { code, stdout } = await runCli(["check", "--config", "a.toml"], { files, env });

  expect(stdout).toContain("✘ failed");
  expect(stdout).toContain("✔ passed");
  expect(stdout).toContain("✘ shop/login failed\n  Description  Where people login\n  Must hold    ");
  expect(stdout).toContain('"db": "down"');
  expect(stdout).toContain("https://wiki.example/shop/login");
  expect(stdout).toContain("2 checks: 1 passed, 1 failed in ");
  expect(code).toBe(1);
});

test("exits with 2 for a check that could not tell, a wrong entry included, and runs the others", async () => {
  const url = await serve((_, response) => answer(response, 200, {}));
  const files = { "a.toml": heartbeat("login", url) + heartbeat("cart", "no URL") };

  const { code, stdout, stderr } = await runCli(["check", "--config", "a.toml"], { files });

  expect(stderr).toBe("a.toml:11:1 checks.shop.cart.params.url: expected an http or https URL\n");
  expect(stdout).toContain("2 checks: 1 passed, 1 errored in ");
  expect(stdout).toContain(
    "Error        TypeError: Cannot configure shop/cart: params.url: expected an http or https URL",
  );
  expect(code).toBe(2);
});

test("runs a project or a single check, and judges what it ran alone", async () => {
  const url = await serve((_, response) => answer(response, 200, {}));
  const files = { "a.toml": heartbeat("login", url) + heartbeat("cart", "no URL") };

  const { code, stdout } = await runCli(["check", "shop", "login", "--config", "a.toml"], { files });

  expect(stdout).toContain("1 check: 1 passed in ");
  expect(code).toBe(0);
});

test.each([
  [["shopp"], 'Cannot check: no project "shopp", did you mean "shop"?\n'],
  [["shop", "logn"], 'Cannot check: no check in shop "logn", did you mean "login"?\n'],
  [["--agent", "vpm"], 'Cannot check: no agent "vpm", did you mean "vpn"?\n'],
])("exits with 2 for %j, and says what was meant", async (args, message) => {
  const files = { "a.toml": heartbeat("login", "http://127.0.0.1:9/", 'agent = "vpn"') + VPN };

  const { code, stdout, stderr } = await runCli(["check", ...args, "--config", "a.toml"], { files });

  expect(stdout).toBe("");
  expect(stderr).toBe(message);
  expect(code).toBe(2);
});

test("exits with 2 for a file that is not TOML", async () => {
  const { code, stderr } = await runCli(["check", "--config", "a.toml"], { files: { "a.toml": "[" } });

  expect(stderr).toMatch(/^a\.toml:1:2: not TOML, /);
  expect(code).toBe(2);
});

test("leaves out an agent's checks, saying why, unless they or the agent are named", async () => {
  const url = await serve((_, response) => answer(response, 200, {}));
  const files = { "a.toml": heartbeat("login", url) + heartbeat("inside", url, 'agent = "vpn"') + VPN };

  const all = await runCli(["check", "--config", "a.toml"], { files });
  const agent = await runCli(["check", "--agent", "vpn", "--config", "a.toml"], { files });
  const named = await runCli(["check", "shop", "inside", "--config", "a.toml"], { files });

  expect(all.stdout).toMatch(/- skipped +shop +inside +runs on agent vpn: name it, or --agent vpn\n/);
  expect(all.stdout).toContain("2 checks: 1 passed, 1 skipped in ");
  expect(all.code).toBe(0);
  expect(agent.stdout).toContain("2 checks: 2 passed in ");
  expect(named.stdout).toContain("1 check: 1 passed in ");
});

test("answers in JSON as the service does, with nothing else on standard output", async () => {
  const url = await serve((_, response) => answer(response, 503, { db: "down" }));
  const files = { "a.toml": heartbeat("login", url) };

  const { code, stdout } = await runCli(["check", "--json", "--config", "a.toml"], { files });

  expect(JSON.parse(stdout)).toMatchObject([
    {
      project: "shop",
      name: "login",
      module: "checks.core.heartbeat",
      parameters: { url, expected_status: 200 },
      status: "failed",
      success: false,
      data: { db: "down" },
      error: null,
    },
  ]);
  expect(code).toBe(1);
});

test("shows no secret and no control character of what a server sends back", async () => {
  const url = await serve(({ headers }, response) => {
    answer(response, 500, { echo: headers["x-key"], auth: headers.authorization, text: "\u009b31m\u202e" });
  });
  const text = heartbeat("login", `${url.replace("//", "//bob:${PASSWORD}@")}/`);
  const env = { PASSWORD: "canary-password", DEFAULT_REQUEST_HEADERS: '{"X-Key": "canary-header"}' };

  const table = await runCli(["check", "--config", "a.toml"], { files: { "a.toml": text }, env });
  const json = await runCli(["check", "--json", "--config", "a.toml"], { files: { "a.toml": text }, env });

  const output = JSON.stringify([table, json]);
  expect(output).not.toMatch(/canary/);
  expect(output).not.toContain(Buffer.from("bob:canary-password").toString("base64"));
  expect(table.stdout).toContain("[DEFAULT_REQUEST_HEADERS]");
  expect(table.stdout.replaceAll("\n", "")).not.toMatch(/[\p{Bidi_Control}\p{Cc}]/u);
});

test("ends at once at Ctrl-C, with what was found until then", async () => {
  const asked = Promise.withResolvers<void>();
  const url = await serve(({ url: path }, response) => {
    if (path === "/fast") answer(response, 200, {});
    else asked.resolve();
  });
  const files = { "a.toml": heartbeat("login", `${url}/fast`) + heartbeat("cart", `${url}/never`) };

  const { code, stdout, stderr } = await runCli(["check", "--config", "a.toml"], {
    files,
    interrupt: asked.promise,
  });

  expect(stdout).toMatch(/2 checks: (1 passed, 1|2) interrupted in [0-4]\.\d s\n$/);
  expect(stderr).toBe("");
  expect(code).toBe(130);
});
