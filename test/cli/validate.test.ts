// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is what the configuration itself writes.
import { expect, test } from "vitest";
import { runCli } from "./run_cli.ts";

const GOOD = `[checks.shop.login]
description = "d"
module = "checks.core.heartbeat"
params.url = "https://shop.example/"
`;

const WITH_SECRET = `[checks.shop.login]
description = "d"
module = "checks.core.heartbeat"
params.url = "https://\${HOST}/"
`;

test("says that nothing is wrong, and exits with 0", async () => {
  const { code, stdout, stderr } = await runCli(["validate", "good.toml"], { files: { "good.toml": GOOD } });

  expect(stdout).toBe("good.toml: 1 check, nothing is wrong\n");
  expect(stderr).toBe("");
  expect(code).toBe(0);
});

test("prints every problem with its place, in the order of the file, and exits with 1", async () => {
  const text = `[checks.shop.login]
descripton = "d"
module = "checks.core.heartbeat"
  params.urll = "https://shop.example/"

[checks.shop.cart]
description = "d"
module = "checks.core.latncy"
ttl = "never"
[chekcs]
`;

  const { code, stdout } = await runCli(["validate", "bad.toml"], { files: { "bad.toml": text } });

  expect(stdout.split("\n")).toEqual([
    'bad.toml:1:1 checks.shop.login.description: missing key "description", expected string',
    'bad.toml:2:1 checks.shop.login.descripton: unknown key "descripton", did you mean "description"?',
    'bad.toml:4:3 checks.shop.login.params.urll: unknown parameter "urll", did you mean "url"?',
    'bad.toml:4:3 checks.shop.login.params.url: missing parameter "url", expected an http or https URL',
    'bad.toml:8:1 checks.shop.cart.module: no module "checks.core.latncy", did you mean "checks.core.latency"?',
    "bad.toml:9:1 checks.shop.cart.ttl: expected number, received string",
    'bad.toml:10:1 chekcs: unknown table "chekcs", did you mean "checks"?',
    "bad.toml: 2 checks, 7 problems",
    "",
  ]);
  expect(code).toBe(1);
});

test("tells line and column of broken TOML", async () => {
  const { code, stdout } = await runCli(["validate", "a.toml"], {
    files: { "a.toml": "[checks.a.b]\nttl = \n" },
  });

  expect(stdout).toContain("a.toml:2:7: not TOML, ");
  expect(code).toBe(1);
});

test("reads config/config.toml unless told otherwise, and exits with 2 where there is none", async () => {
  const { code, stdout, stderr } = await runCli(["validate"]);

  expect(stdout).toBe("");
  expect(stderr).toMatch(/^Cannot read config\/config\.toml: ENOENT/);
  expect(code).toBe(2);
});

test("names an unset variable, and accepts it when asked to", async () => {
  const files = { "a.toml": WITH_SECRET };

  const strict = await runCli(["validate", "a.toml"], { files });
  const lenient = await runCli(["validate", "a.toml", "--allow-unset"], { files });

  expect(strict.stdout).toContain('a.toml:4:1 checks.shop.login.params.url: variable "HOST" is not set');
  expect(strict.code).toBe(1);
  expect(lenient.stdout).toBe("a.toml: 1 check, nothing is wrong, not set: HOST\n");
  expect(lenient.code).toBe(0);
});

test("takes variables from .dev.vars and from the environment, which wins", async () => {
  const files = { "a.toml": WITH_SECRET, ".dev.vars": 'HOST="shop.example" # quoted\n' };

  const local = await runCli(["validate", "a.toml"], { files });
  const overridden = await runCli(["validate", "a.toml"], { files, env: { HOST: "not a host" } });

  expect(local.code).toBe(0);
  expect(overridden.stdout).toContain("checks.shop.login.params.url: ");
  expect(overridden.code).toBe(1);
});

test.each([[["validate", "a", "b"]], [["validate", "--strict"]], [["validat"]], [[]]])(
  "exits with 2 for %j",
  async (args) => {
    const { code, stdout, stderr } = await runCli(args);

    expect(stdout).toBe("");
    expect(stderr).toMatch(/^Cannot start: .+\n$/);
    expect(code).toBe(2);
  },
);

test.each([[["--help"]], [["validate", "--help"]], [["check", "-h"]]])(
  "explains itself for %j",
  async (args) => {
    const { code, stdout } = await runCli(args);

    expect(stdout).toContain("npm run ");
    expect(stdout).toContain("Exit status");
    expect(code).toBe(0);
  },
);
