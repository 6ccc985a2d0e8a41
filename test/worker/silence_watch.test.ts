import { expect, test } from "vitest";
import type { IncidentEvent } from "../../src/incidents/incident.ts";
import { type AgentPages, SilenceWatch } from "../../src/worker/agents/silence_watch.ts";
import { definitionOf } from "../definition_of.ts";
import { incidentOf, NOON } from "../notice_of.ts";

const MINUTE = 60_000;
const TICK = { tickMs: MINUTE, late: false };

/** An agent that was heard at noon and runs shop/signer, and what is kept of it. */
function setUp({ maintained = () => false as boolean } = {}) {
  const signer = definitionOf({ name: "signer", key: "shop/signer", agent: "vpn" });
  const page = { heard: { at: NOON }, told_silent: null as number | null, untold: [] as string[] };
  const pages: AgentPages = { of: () => page, tell: (_, told) => Object.assign(page, told) };
  const vpn = { name: "vpn", tokenHashes: [], checks: [{ definition: signer, written: {} }] };
  const watch = new SilenceWatch(pages, { agents: new Map([["vpn", vpn]]), maintained });
  const stale = incidentOf({ id: "shop:signer:1", key: "shop/signer", ailment: "stale" });
  const opened: IncidentEvent = { type: "opened", incident: stale, at: NOON };
  const listen = (minutes: number, open = [stale], late = false) =>
    watch
      .listen(open, { ...TICK, now: NOON + minutes * MINUTE, late })
      .map(({ type, incident }) => `${type} ${incident.id}`);
  return { watch, page, stale, opened, listen };
}

test("a check of an agent that speaks is told as any other", () => {
  const { watch, opened, page } = setUp();

  expect(watch.sift([opened], { now: NOON + MINUTE, tickMs: MINUTE })).toEqual([opened]);
  expect(page.untold).toEqual([]);
});

test("what is not heard of a check while its agent is quiet is not told, until the agent is back for three minutes", () => {
  const { watch, opened, page, listen } = setUp();

  expect(watch.sift([opened], { now: NOON + 2 * MINUTE, tickMs: MINUTE })).toEqual([]);
  expect(listen(2)).toEqual([]);
  page.heard.at = NOON + 3 * MINUTE;
  expect(listen(3)).toEqual([]);
  page.heard.at = NOON + 6 * MINUTE;
  expect(listen(6)).toEqual(["opened shop:signer:1"]);
  expect(listen(7)).toEqual([]);
});

test("what turns out to be worse is told at once, and what is over never", () => {
  const { watch, opened, page, stale, listen } = setUp();
  watch.sift([opened, { ...opened, incident: { ...stale, id: "over" } }], {
    now: NOON + 2 * MINUTE,
    tickMs: MINUTE,
  });

  page.heard.at = NOON + 3 * MINUTE;
  expect(listen(3, [{ ...stale, ailment: "failed" }])).toEqual(["opened shop:signer:1"]);
  expect(page.untold).toEqual([]);
});

test("a scheduler that was away leaves an agent its time to come back", () => {
  const { listen } = setUp();

  expect(listen(30, [], true)).toEqual([]);
  expect(listen(32, [])).toEqual([]);
  expect(listen(34, [])).toEqual([`opened agent:vpn:${NOON}`]);
  expect(listen(35, [])).toEqual([]);
});

test("nobody waits for an agent whose checks are all maintained", () => {
  let open = true;
  const { listen } = setUp({ maintained: () => open });

  expect(listen(10, [])).toEqual([]);
  open = false;
  expect(listen(11, [])).toEqual([`opened agent:vpn:${NOON}`]);
});
