import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createIdentity } from "../../src/cli/start_agent.ts";
import { readStartArguments } from "../../src/cli/start_arguments.ts";
import { toggle } from "../../src/cli/start_keyboard.ts";
import { transitionLine, transitions } from "../../src/cli/start_transitions.ts";
import { hasSampleAgent, needsConstellation, startVariables } from "../../src/cli/start_variables.ts";
import { plain } from "../../src/cli/terminal.ts";
import { BoardDocument } from "../../src/show/board_document.ts";
import { PARTS, startConstellation } from "../constellation/mod.ts";
import { board, type Started, start, until } from "./started.ts";

describe("the command line", () => {
  it("has the sample, port 8787, .state, a minute and the constellation by default", () => {
    const read = readStartArguments([]);

    expect(read).toEqual({
      config: "config/config.toml",
      diagram: "config/diagram.svg",
      port: 8787,
      state: ".state",
      tick: 60,
      constellation: true,
      help: false,
    });
  });

  it.each([
    [["--port", "http"], 'Cannot start: --port is "http", expected a whole number from 0 to 65535'],
    [["--tick", "0"], 'Cannot start: --tick is "0", expected a whole number from 1 to 3600'],
    [["--prot", "1"], "Cannot start: Unknown option '--prot'"],
  ])("refuses %j", (args, message) => {
    expect(() => readStartArguments(args)).toThrow(message);
  });

  it("leaves the constellation out when told so", () => {
    expect(readStartArguments(["--no-constellation"]).constellation).toBe(false);
  });
});

describe("the variables of the local Worker", () => {
  const given = {
    ...{ config: "", diagram: "<svg/>", environment: {}, tick: 60, constellation: undefined },
    identity: createIdentity(),
  };

  it("are settings and what the configuration mentions, and nothing else of the environment", () => {
    const environment = { TOKEN: "t", SERVICE_NAME: "mine", HOME: "/root", AWS_SECRET_ACCESS_KEY: "canary" };
    const variables = startVariables({ ...given, config: `x = "\${TOKEN}"`, environment });

    expect(variables).toMatchObject({ TOKEN: "t", SERVICE_NAME: "mine", TICK_SECONDS: "60" });
    expect(Object.keys(variables)).not.toContain("HOME");
    expect(JSON.stringify(variables)).not.toContain("canary");
  });

  it("make results fresh for no longer than a tick, unless the operator says otherwise", () => {
    const quick = startVariables({ ...given, tick: 5 });
    const own = startVariables({ ...given, tick: 5, environment: { DEFAULT_TTL: "30" } });

    expect([quick.DEFAULT_TTL, own.DEFAULT_TTL]).toEqual(["5", "30"]);
  });

  it("hold a secret of their own for refreshing, another one with each start", () => {
    const [one, other] = [startVariables(given), startVariables(given)];

    expect(one.REFRESH_SECRET).toMatch(/^[0-9a-f]{24}$/);
    expect(one.REFRESH_SECRET).not.toBe(other.REFRESH_SECRET);
  });

  it("tell that a configuration of somebody else needs no constellation", () => {
    expect(needsConstellation(`url = "\${CONSTELLATION}/cdn"`)).toBe(true);
    expect(needsConstellation(`url = "\${SERVER}/"`)).toBe(false);
  });
});

describe("the agent of the sample", () => {
  const config = `token_hashes = ["\${AGENT_VPN_TOKEN_HASH}"]`;

  it("is started for a configuration that has it, and for no other", () => {
    expect(hasSampleAgent(config, {})).toBe(true);
    expect(hasSampleAgent(`token_hashes = ["\${MY_HASH}"]`, {})).toBe(false);
  });

  it("is left to whoever runs it already", () => {
    expect(hasSampleAgent(config, { AGENT_VPN_TOKEN_HASH: "0".repeat(64) })).toBe(false);
  });
});

describe("the status lines", () => {
  const check = (status: string, summary = "") =>
    BoardDocument.shape.checks.element.parse({
      ...{
        project: "cdn",
        name: "age",
        status,
        since: "2026-11-22T19:04:10.000Z",
        datetime: null,
        stale_at: null,
      },
      ...{
        duration: 12,
        value: null,
        summary,
        description: "",
        module: "",
        tags: [],
        agent: null,
        ttl: 60,
        url: "",
        incident: null,
        maintenance: null,
      },
    });

  it("come once for each change", () => {
    const shown = new Map();
    const told = ["pending", "passed", "passed", "failed"].map(
      (status) => transitions([check(status)], shown).length,
    );

    expect(told).toEqual([0, 1, 0, 1]);
  });

  it("say when, what and why, and let no control character through", () => {
    const line = transitionLine(check("failed", "3605\u001b[2J"), { paint: plain });

    expect(line).toBe(`19:04:10  ▲ ${"cdn/age".padEnd(28)} failed  3605\\u001b[2J\n`);
  });
});

describe("the keyboard", () => {
  it("has a key of its own for each part, and none of them quits", () => {
    const keys = Object.values(PARTS).map(({ key }) => key);

    expect(new Set([...keys, "q"]).size).toBe(keys.length + 1);
  });

  it("breaks a part, and mends it again", async () => {
    const constellation = await startConstellation();

    const lines = [toggle(constellation, "cdn"), toggle(constellation, "cdn")];

    await constellation.close();
    expect(lines.map((line) => line.trim())).toEqual([
      "broke cdn: it serves copies that are an hour old",
      "mended cdn",
    ]);
  });
});

describe("npm start", () => {
  let state: string;
  let started: Started;

  beforeAll(async () => {
    state = await mkdtemp(join(tmpdir(), "poucave-"));
    started = await start(["--port", "0", "--tick", "2", "--state", state]);
  });
  afterAll(async () => {
    await started.stop();
    await rm(state, { recursive: true, force: true });
  });

  it("has all checks of the sample run and passed by its scheduler", async () => {
    const statuses = await until(
      async () => (await board(started)).checks.map(({ status }) => status),
      (all) => all.length > 0 && all.every((status) => status === "passed"),
    );

    expect(statuses.length).toBeGreaterThanOrEqual(12);
  });

  it("shows what is broken at the endpoint, on the board and in the terminal, and that it is mended", async () => {
    const statusOf = async () => (await fetch(`${started.url}/checks/cdn/age`)).status;

    await fetch(`${started.constellationUrl}/break/cdn`, { method: "POST" });
    const broken = await until(statusOf, (status) => status === 503);
    await until(
      async () => started.output(),
      (text) => /▲ cdn\/consistency +failed/.test(text),
    );
    await fetch(`${started.constellationUrl}/mend/cdn`, { method: "POST" });
    const mended = await until(statusOf, (status) => status === 200);

    expect([broken, mended]).toEqual([503, 200]);
  });

  it("has an agent observe what only the agent is told of", async () => {
    const statusOf = async () => (await fetch(`${started.url}/checks/signer/heartbeat`)).status;
    await until(statusOf, (status) => status === 200);

    await fetch(`${started.constellationUrl}/break/signer`, { method: "POST" });
    const broken = await until(statusOf, (status) => status === 503);
    await fetch(`${started.constellationUrl}/mend/signer`, { method: "POST" });
    const mended = await until(statusOf, (status) => status === 200);
    const { agents } = await board(started);

    expect([broken, mended]).toEqual([503, 200]);
    expect(agents).toMatchObject([{ name: "vpn", state: "live", current: true, cannot_run: [] }]);
  });

  it("lets nobody refresh but with the secret that it printed", async () => {
    const refresh = async (token: string) => {
      const headers = { authorization: `Bearer ${token}` };
      const response = await fetch(`${started.url}/checks/origin/storage/refresh`, {
        method: "POST",
        headers,
      });
      return response.status;
    };

    const statuses = await Promise.all([refresh("guess"), refresh(started.secret)]);

    expect(statuses).toEqual([401, 200]);
  });

  it("ends in order when told to, and leaves nothing behind that listens", async () => {
    const status = await started.stop();

    expect(status).toBe(0);
    await expect(fetch(started.url)).rejects.toThrow("fetch failed");
    await expect(fetch(started.constellationUrl)).rejects.toThrow("fetch failed");
  });
});
