import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checks } from "../../../checks/mod.ts";
import { type Case, recordedHost, recordings } from "../../checks/recording.ts";
import { runCheck } from "../../fake_host.ts";
import { type RunningWorker, startWorkerd } from "../workerd.ts";
import type { Answer, Command } from "./command.ts";

let worker: RunningWorker;

beforeAll(async () => {
  worker = await startWorkerd(new URL("wrangler.toml", import.meta.url));
});
afterAll(() => worker.stop());

// What asks other services than HTTP servers is proven by the contract of the hosts.
const replayed = recordings.filter(({ module }) => {
  const needs = checks[`checks.${module}`]?.needs ?? [];
  return module.startsWith("remotesettings.") && needs.every((need) => need === "digest");
});

describe.each(replayed)("$module", ({ module, cases }) => {
  test.each(cases)("finds in workerd what it finds in Node: $name", async (recorded) => {
    const { outcome, command } = await runInNode(module, recorded);

    expect(await worker.send(command)).toEqual(outcome);
  });
});

/** The outcome in Node, and what leads to it. */
async function runInNode(module: string, recorded: Case) {
  const check = checks[`checks.${module}`];
  if (!check) throw new RangeError(`Cannot replay ${module}: no such check`);
  const answers = new Map<string, Answer>();
  const host = recordedHost(module, recorded);
  const now = Date.parse(recorded.now);
  const outcome = await runCheck(check, recorded.params, {
    host: {
      ...host,
      async fetch(url, init) {
        const key = `${init.method ?? "GET"} ${url}`;
        answers.set(key, { key, headers: {}, base64: "" });
        const response = await host.fetch(url, init);
        answers.set(key, await answerOf(key, response.clone()));
        return response;
      },
    },
  });
  const command: Command = { module, params: recorded.params, now, answers: [...answers.values()] };
  return { outcome, command };
}

async function answerOf(key: string, response: Response): Promise<Answer> {
  const body = Buffer.from(await response.arrayBuffer());
  return {
    key,
    status: response.status,
    headers: Object.fromEntries(response.headers),
    base64: body.toString("base64"),
  };
}
