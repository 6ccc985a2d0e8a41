import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { json } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { checks } from "../../checks/mod.ts";
import { loadConfig } from "../../src/config.ts";
import { type Recordings, startRecordings } from "./recordings.ts";

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));

const Answers = z.array(z.object({ name: z.string(), status: z.string() }));

/** `npm run recordings -- PROJECT --json`, in brief. */
async function check(project: string) {
  const child = spawn(process.execPath, [file("check_recordings.ts"), project, "--json"], {
    env: { PATH: process.env.PATH },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [answers, [code]] = await Promise.all([json(child.stdout), once(child, "exit")]);
  return { code, statuses: Answers.parse(answers).map(({ name, status }) => [name, status]) };
}

test("what was well passes on the command line, against the servers that were recorded", async () => {
  const { code, statuses } = await check("remotesettings");

  expect(statuses.filter(([, status]) => status !== "passed")).toEqual([]);
  expect(statuses.length).toBeGreaterThan(20);
  expect(code).toBe(0);
});

test("what was broken fails, and nothing errs", async () => {
  const { code, statuses } = await check("broken");

  expect(statuses.filter(([, status]) => status !== "failed")).toEqual([]);
  expect(code).toBe(1);
});

test("the configuration has every module of Remote Settings", () => {
  const text = readFileSync(file("recordings.toml"), "utf8");

  const { definitions } = loadConfig(text, { checks, variables: {}, defaultTtl: 60 });

  expect(definitions.map(({ module }) => module)).toEqual(
    expect.arrayContaining(Object.keys(checks).filter((name) => name.startsWith("checks.remotesettings."))),
  );
});

describe("the recorded servers", () => {
  let recordings: Recordings;
  const ask = async (origin: string, path: string, init?: RequestInit) => {
    const origins = JSON.parse(recordings.variables.REQUESTS_ORIGINS ?? "{}");
    return await fetch(origins[origin] + path, init);
  };

  beforeAll(async () => {
    recordings = await startRecordings();
  });
  afterAll(() => recordings.close());

  test("answer what they answered to whom", async () => {
    const path = "/v1/buckets/main-workspace/collections";
    const authorization = `Basic ${btoa(recordings.variables.WRITER_AUTH ?? "")}`;

    const known = await ask("http://127.0.0.1:8888", path, { headers: { authorization } });
    const anonymous = await ask("http://127.0.0.1:8888", path);

    expect(known.status).toBe(200);
    expect(anonymous.status).not.toBe(200);
  });

  test("say what was not recorded", async () => {
    const response = await ask("https://api.github.com", "/moon");

    expect(response.status).toBe(501);
    expect(await response.text()).toBe("Cannot answer: GET https://api.github.com/moon was not recorded");
  });
});
