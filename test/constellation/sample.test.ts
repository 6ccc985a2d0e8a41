import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checks } from "../../checks/mod.ts";
import { loadConfig } from "../../src/config.ts";
import { diagramProblems, sanitiseDiagram } from "../../src/show/diagram.ts";

const read = (path: string) => readFileSync(new URL(`../../config/${path}`, import.meta.url), "utf8");
const variables = {
  CONSTELLATION: "http://127.0.0.1:8788",
  CONSTELLATION_TLS: "https://localhost:8443",
  BACKUP_TOKEN: "t0ken",
  AGENT_VPN_TOKEN_HASH: "0".repeat(64),
};
const config = loadConfig(read("config.toml"), {
  checks,
  variables,
  defaultTtl: 60,
  agentsElsewhere: true,
});
const diagram = sanitiseDiagram(read("diagram.svg"));

describe("the sample configuration", () => {
  it("has nothing wrong", () => {
    expect(config.problems).toEqual([]);
  });

  it("shows at least twelve checks of eight modules", () => {
    const modules = new Set(config.definitions.map(({ module }) => module));

    expect(config.definitions.length).toBeGreaterThanOrEqual(12);
    expect(modules.size).toBeGreaterThanOrEqual(8);
  });

  it("runs each check with the scheduler, and keeps no result for longer than a minute", () => {
    expect(config.definitions.filter(({ background, ttl }) => !background || ttl > 60)).toEqual([]);
  });
});

describe("the sample agent", () => {
  it("runs the check of the signer, which the Worker is not told where to find", () => {
    const agent = config.agents.get("vpn");

    expect(agent?.checks.map(({ definition }) => definition.module)).toEqual(["checks.core.heartbeat"]);
    expect(JSON.stringify(agent?.checks.map(({ written }) => written))).toContain(`\${SIGNER}/__heartbeat__`);
  });
});

describe("the sample diagram", () => {
  it("has an element for each check, and a check for each element", () => {
    const problems = diagramProblems(diagram.ids, config.definitions);

    expect(problems).toEqual([]);
  });

  it("is shown as it was drawn: nothing has to be taken out", () => {
    expect(diagram.problems).toEqual([]);
  });

  it("has lines that are checks, beside the stars", () => {
    const line = /<g id="cdn--consistency"><path class="hit" d="M/;

    expect(diagram.svg).toMatch(line);
  });

  it("has no text that is too small to read", () => {
    const sizes = [...diagram.svg.matchAll(/font-size="(\d+)"/g)].map(([, size]) => Number(size));

    expect(sizes.length).toBeGreaterThan(20);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(14);
  });
});
