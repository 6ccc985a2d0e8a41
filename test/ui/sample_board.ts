import type { HistoryDocument, HistoryPoint } from "../../src/history/history_document.ts";
import type { Status } from "../../src/outcome.ts";
import type { BoardAgent, BoardCheck, BoardDocument } from "../../src/show/board_document.ts";

/** The time on the server, in UTC. */
export const NOW = "2026-05-01T14:30:00Z";

/** A check that passed ten seconds ago, but for what `change` says. */
export function checkOf(project: string, name: string, change: Partial<BoardCheck> = {}): BoardCheck {
  return {
    project,
    name,
    status: "passed",
    since: "2026-05-01T09:00:00Z",
    datetime: "2026-05-01T14:29:50Z",
    stale_at: "2026-05-01T14:33:00Z",
    duration: 42,
    value: 12.5,
    summary: '{"latency_ms":12.5}',
    incident: null,
    maintenance: null,
    description: `What ${name} promises`,
    module: "checks.core.heartbeat",
    tags: ["critical"],
    agent: null,
    ttl: 60,
    url: `/checks/${project}/${name}`,
    ...change,
  };
}

export function boardOf(...checks: BoardCheck[]): BoardDocument {
  return {
    service: "poucave",
    title: "Shop",
    environment: "stage",
    now: NOW,
    last_tick: NOW,
    problems: [],
    checks,
    agents: [],
  };
}

/** An agent that was heard of a few seconds ago and is well, but for what `change` says. */
export function agentOf(name: string, change: Partial<BoardAgent> = {}): BoardAgent {
  return {
    name,
    state: "live",
    last_seen: "2026-05-01T14:29:40Z",
    silent_at: "2026-05-01T14:32:40Z",
    started_at: "2026-04-30T08:00:00Z",
    version: "0.1.0",
    lag: 1.4,
    skew: 120,
    backlog: 0,
    dropped: 0,
    configuration: "3f2a",
    current: true,
    checks: 2,
    cannot_run: [],
    ...change,
  };
}

/** What the endpoint of `check` answers. */
export function answerOf(check: BoardCheck, more: object = {}): { status: number; body: unknown } {
  const statuses: Readonly<Record<Status, number>> = {
    passed: 200,
    failed: 503,
    errored: 500,
    stale: 503,
    pending: 503,
  };
  const body = {
    ...check,
    documentation: "The origin must answer.\n\nReturns the latency.",
    parameters: { url: "https://origin.example/" },
    troubleshooting: "https://wiki.example/origin",
    success: check.status === "passed",
    data: { latency_ms: 12.5 },
    buglist: [],
    history: [],
    error: null,
    ...more,
  };
  return { status: statuses[check.status], body };
}

/** Two stars and the line between them. */
export const DIAGRAM = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 500">
  <title>The shop</title>
  <g class="line" id="cdn--consistency">
    <path class="hit" d="M320 240L780 180"/><path class="stroke" d="M320 240L780 180"/>
    <text class="label" x="550" y="190" text-anchor="middle" font-size="18">in step</text>
  </g>
  <g class="star" id="shop--origin">
    <circle class="halo" cx="300" cy="244" r="28"/><circle class="core" cx="300" cy="244" r="9"/>
    <text class="label" x="300" y="300" text-anchor="middle" font-size="20">Origin</text>
  </g>
  <g class="star" id="cdn--edge">
    <circle class="halo" cx="800" cy="176" r="28"/><circle class="core" cx="800" cy="176" r="11"/>
    <text class="label" x="800" y="232" text-anchor="middle" font-size="20">Edge</text>
  </g>
</svg>`;

/** Results every ten minutes of the last day, one of them failed and one errored, as `more` says otherwise. */
export function historyOf(check: BoardCheck, more: Partial<HistoryDocument> = {}): HistoryDocument {
  const to = Date.parse(NOW) / 1000;
  const points = Array.from({ length: 144 }, (_, index): HistoryPoint => {
    const codes: Readonly<Record<number, number>> = { 100: 1, 120: 2 };
    return [to - (144 - index) * 600, codes[index] ?? 0, 200 + 80 * Math.sin(index / 9)];
  });
  return {
    project: check.project,
    name: check.name,
    from: new Date((to - 86_400) * 1000).toISOString(),
    to: NOW,
    step: null,
    points,
    bands: [],
    gaps: [[to - 90 * 86_400, to - 86_400]],
    maintenance: [[to - 40_000, to - 38_000]],
    changes: [to - 60_000],
    uptime: {
      passed: 86_000,
      failed: 200,
      errored: 200,
      stale: 0,
      unobserved: 0,
      maintenance: 0,
      ratio: 0.997_68,
    },
    partial: false,
    ...more,
  };
}
