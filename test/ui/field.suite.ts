import { describe, expect, test } from "vitest";
import type { BoardCheck } from "../../src/show/board_document.ts";
import type { Open } from "./dashboard.test.ts";
import { boardOf, checkOf } from "./sample_board.ts";

const STATUSES = ["passed", "failed", "errored", "stale", "pending"] as const;
const CHECKS = Array.from({ length: 40 }, (_, index) =>
  checkOf(`project-${index % 8}`, `check-${index}`, { status: STATUSES[index] ?? "passed" }),
);

export function describeField(open: Open): void {
  describe("the field of all checks", () => {
    const opened = async (checks: readonly BoardCheck[] = CHECKS, width = 1280) => {
      const visit = await open(boardOf(...checks), { viewport: { width, height: 1600 }, hasTouch: true });
      const field = visit.page.getByRole("navigation", { name: "Projects" });
      await visit.page.locator(".row").first().waitFor();
      return { ...visit, field };
    };

    test("has a mark for each, whose shape and name tell its status", async () => {
      const { page, field } = await opened();

      expect(await field.locator(".dot").count()).toBe(40);
      const shapes = await Promise.all(
        STATUSES.map((status, index) =>
          page.getByRole("link", { name: `check-${index}: ${status}` }).evaluate((dot) => {
            const { clipPath, width, borderStyle } = getComputedStyle(dot, "::before");
            return [clipPath, width, borderStyle].join();
          }),
        ),
      );
      expect(new Set(shapes).size).toBe(STATUSES.length);
    });

    test("names the mark under the pointer or with the focus, is walked by arrows, and opens a check", async () => {
      const { page, field } = await opened();
      await field.getByRole("link", { name: "check-9: passed" }).hover();
      expect(await field.getByRole("tooltip").textContent()).toContain("project-1 / check-9");

      await field.getByRole("link", { name: "check-1: failed" }).focus();
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("ArrowLeft");
      expect(await field.getByRole("tooltip").textContent()).toContain("project-1 / check-9");
      await page.keyboard.press("Enter");

      await page.getByRole("dialog", { name: "check-9" }).waitFor();
    });

    test("costs the tabulator two stops a project", async () => {
      const { field } = await opened();

      expect(
        await field.locator("a").evaluateAll((all) => all.filter((link) => link.tabIndex === 0).length),
      ).toBe(16);
    });

    test("changes with the checks, and follows the filter", async () => {
      const { page, service, field } = await opened();
      await page.getByText("live", { exact: true }).waitFor();

      service.push(checkOf("project-7", "check-39", { status: "failed", datetime: "2026-05-01T14:29:59Z" }));
      await field.getByRole("link", { name: "check-39: failed" }).waitFor();
      await page.getByRole("button", { name: "2 failed" }).click();

      await expect.poll(() => page.locator(".row").count()).toBe(2);
      expect(await field.count()).toBe(0);
    });

    test("names the mark under a finger, before it is let go", async () => {
      const { page, field } = await opened();
      const dot = await field.getByRole("link", { name: "check-9: passed" }).boundingBox();
      const session = await page.context().newCDPSession(page);

      const touchPoints = [{ x: (dot?.x ?? 0) + 12, y: (dot?.y ?? 0) + 12 }];
      await session.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints });

      await expect.poll(() => field.getByRole("tooltip").textContent()).toContain("project-1 / check-9");
    });

    test("leaves a finger room on a phone, and no more width than there is", async () => {
      const { page, field } = await opened(CHECKS, 360);

      const sizes = await field
        .locator(".dot")
        .evaluateAll((dots) =>
          dots.map((dot) => Math.min(dot.getBoundingClientRect().width, dot.getBoundingClientRect().height)),
        );

      expect(Math.min(...sizes)).toBeGreaterThanOrEqual(24);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    });
  });
}
