import { describe, expect, test } from "vitest";
import type { BoardAgent } from "../../src/show/board_document.ts";
import type { Open } from "./dashboard.test.ts";
import { agentOf, boardOf, checkOf } from "./sample_board.ts";

const STALE = { status: "stale", since: "2026-05-01T14:05:00Z", agent: "vpn" } as const;
const SILENT = { state: "silent", last_seen: "2026-05-01T14:02:00Z" } as const;
const AWAY: Partial<BoardAgent> = {
  ...SILENT,
  version: "0.1.0",
  lag: 900,
  backlog: 1240,
  dropped: 12,
  skew: -190_000,
  current: false,
  cannot_run: [{ check: "signer/<b>key</b>", why: "the variable SIGNER is not set" }],
};

export function describeAgents(open: Open): void {
  describe("agents", () => {
    const checks = [
      checkOf("signer", "key", STALE),
      checkOf("signer", "age", STALE),
      checkOf("shop", "origin"),
    ];
    const opened = (agents: BoardAgent[], hash = "") => open({ ...boardOf(...checks), agents }, { hash });

    test("are not spoken of where none is configured", async () => {
      const { page } = await opened([]);
      await page.locator(".row").first().waitFor();

      expect(await page.getByRole("region", { name: "Agents" }).count()).toBe(0);
    });

    test("are told with their state in a word and a shape, and what is odd about them", async () => {
      const { page, complaints } = await opened([agentOf("lab"), agentOf("vpn", AWAY)]);
      const region = page.getByRole("region", { name: "Agents" });
      const live = region.getByRole("listitem").filter({ hasText: "lab" });
      const away = region.getByRole("listitem").filter({ hasText: "vpn" });
      await away.waitFor();

      const text = await away.textContent();
      for (const part of [
        "silent",
        "28 minutes ago",
        "15 min",
        "1240 results",
        "12 results",
        "3.2 min",
        "behind",
      ]) {
        expect(text).toContain(part);
      }
      expect(text).toContain("not the current one");
      expect(text).toContain("Cannot run 1 checksigner/<b>key</b>: the variable SIGNER is not set");
      expect(await away.locator("[data-odd=true]").count()).toBe(5);
      expect(await live.locator("[data-odd=true]").count()).toBe(0);
      const shape = (item: typeof live) => item.locator(".mark path").first().getAttribute("d");
      expect(await shape(live)).not.toBe(await shape(away));
      expect(complaints).toEqual([]);
    });

    test("that were never heard of say so, and nothing else", async () => {
      const unheard = {
        state: "never",
        last_seen: null,
        silent_at: null,
        version: null,
        current: false,
      } as const;
      const { page, complaints } = await opened([agentOf("new", unheard)]);

      const item = page.getByRole("region", { name: "Agents" }).getByRole("listitem").first();
      await item.waitFor();

      expect(await item.textContent()).toMatch(/new never heard of.*not yet$/);
      expect(complaints).toEqual([]);
    });

    test("that are silent stand in the sentence and in the list for all their checks", async () => {
      const { page } = await opened([agentOf("vpn", SILENT)]);

      await page.getByText("Agent vpn has been silent since 14:02; 2 of 3 checks are out of date").waitFor();

      expect(await page.locator(".trouble").count()).toBe(1);
      expect(await page.title()).toContain("◌ Agent vpn has been silent since 14:02");
      await page.locator(".trouble").getByRole("link", { name: "2 checks are out of date" }).click();
      await page.waitForURL(/\?agent=vpn$/);
      expect(await page.locator(".row").count()).toBe(2);
    });

    test("fall silent by the clock, and are heard again by a message", async () => {
      const { page, service } = await open({
        ...boardOf(checkOf("shop", "origin")),
        agents: [agentOf("vpn")],
      });
      await page.getByText("The check passes", { exact: true }).waitFor();
      await page.getByText("live", { exact: true }).first().waitFor();

      await page.clock.runFor(165_000);
      await page.getByText("Agent vpn has been silent since 14:29", { exact: true }).waitFor();
      const later = { last_seen: "2026-05-01T14:33:00Z", silent_at: "2026-05-01T14:36:00Z" };
      const now = "2026-05-01T14:33:01Z";
      service.send(JSON.stringify({ type: "checks", now, checks: [], agents: [agentOf("vpn", later)] }));

      await expect.poll(() => page.getByText("silent").count()).toBe(0);
    });

    test("stand on a wall too", async () => {
      const { page } = await opened([agentOf("vpn", SILENT)], "?wall");

      await page.locator(".trouble", { hasText: "agent vpn" }).waitFor();
    });
  });
}
