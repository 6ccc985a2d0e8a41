import { describe, expect, test } from "vitest";
import type { Open } from "./dashboard.test.ts";
import { boardOf, checkOf } from "./sample_board.ts";

export function describeLive(open: Open): void {
  describe("live", () => {
    test("changes star, list, title and icon with a message, without reload", async () => {
      const { page, service } = await open(boardOf(checkOf("shop", "origin"), checkOf("cdn", "edge")));
      await page.getByText("live", { exact: true }).waitFor();
      await page.evaluate("window.before = true");

      service.push(checkOf("shop", "origin", { status: "failed", datetime: "2026-05-01T14:29:59Z" }));

      await page.getByRole("link", { name: "shop origin: failed" }).waitFor();
      expect(await page.locator(".row", { hasText: "origin" }).getAttribute("data-status")).toBe("failed");
      expect(await page.title()).toContain("▲ 1 of 2 checks fails");
      expect(await page.locator("link[rel=icon]").getAttribute("href")).toBe("/icons/failed.svg");
      expect(await page.locator("[aria-live=polite]").textContent()).toBe("shop origin: failed");
      expect(await page.evaluate("window.before")).toBe(true);
    });

    test("does not let an older result overwrite a newer one", async () => {
      const { page, service } = await open(boardOf(checkOf("shop", "origin"), checkOf("cdn", "edge")));
      await page.getByText("live", { exact: true }).waitFor();

      service.push(
        checkOf("shop", "origin", { status: "failed", datetime: "2026-05-01T14:20:00Z" }),
        checkOf("cdn", "edge", { status: "errored", datetime: "2026-05-01T14:29:59Z" }),
      );

      await page.getByRole("link", { name: "cdn edge: errored" }).waitFor();
      expect(await page.locator("#shop--origin").getAttribute("data-status")).toBe("passed");
    });

    test("reads the board again when a check comes that it does not know", async () => {
      const { page, service } = await open(boardOf(checkOf("shop", "origin")));
      await page.getByText("live", { exact: true }).waitFor();

      service.board = boardOf(checkOf("shop", "origin"), checkOf("shop", "new"));
      service.push(checkOf("shop", "new"));

      await page.getByText("All 2 checks pass").waitFor();
    });

    test("shows that the connection is lost, goes on counting, and catches up once it is back", async () => {
      const { page, service } = await open(boardOf(checkOf("shop", "origin")));
      await page.getByText("live", { exact: true }).waitFor();

      service.up = false;
      service.drop();
      await page.getByText("connection lost", { exact: true }).waitFor();
      await page.clock.fastForward(60_000);

      await page.locator(".row").getByText("1 minute ago").waitFor();
      expect(await page.title()).toContain("◌ connection lost");

      service.board = boardOf(
        checkOf("shop", "origin", { status: "failed", datetime: "2026-05-01T14:31:00Z" }),
      );
      service.up = true;
      await page.clock.fastForward(60_000);
      await page.getByText("live", { exact: true }).waitFor();
      await page.getByRole("link", { name: "shop origin: failed" }).waitFor();
    });

    test("asks where WebSockets are blocked", async () => {
      const { page, service } = await open(boardOf(checkOf("shop", "origin")), {
        prepare: (fake) => {
          fake.sockets = false;
        },
      });
      await page.getByText("asking every 10 seconds").waitFor();

      service.board = boardOf(
        checkOf("shop", "origin", { status: "failed", datetime: "2026-05-01T14:30:05Z" }),
      );
      await page.clock.fastForward(11_000);

      await page.getByRole("link", { name: "shop origin: failed" }).waitFor();
    });

    test("shows a result as stale when its time has passed, though nobody tells", async () => {
      const { page, service } = await open(boardOf(checkOf("shop", "origin")));
      await page.getByText("The check passes").waitFor();
      service.up = false;
      service.drop();

      await page.clock.fastForward("03:01");

      await page.getByText("The check is out of date, since 14:33").waitFor();
      await page.getByRole("link", { name: "shop origin: stale" }).waitFor();
    });

    test("counts by the server's clock where the reader's is ten minutes off", async () => {
      const { page } = await open(boardOf(checkOf("shop", "origin")), { clock: "2026-05-01T14:40:00Z" });

      await page.locator(".row").getByText("10 seconds ago").waitFor();
      expect(await page.locator(".row").getAttribute("data-status")).toBe("passed");
    });
  });
}
