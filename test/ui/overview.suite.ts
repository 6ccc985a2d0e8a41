import { describe, expect, test } from "vitest";
import { MAX_PAGE_BYTES, measurePage } from "../../src/cli/build.ts";
import type { Open } from "./dashboard.test.ts";
import { boardOf, checkOf } from "./sample_board.ts";

const FAILED = { status: "failed", since: "2026-05-01T14:02:00Z", summary: '{"lag":1680}' } as const;
const PENDING = { status: "pending", since: null, datetime: null, stale_at: null, duration: null } as const;

export function describeOverview(open: Open): void {
  describe("at a glance", () => {
    test("says in one sentence how the whole is, in the title and by the icon too", async () => {
      const { page, complaints } = await open(
        boardOf(checkOf("shop", "origin"), checkOf("cdn", "edge"), checkOf("cdn", "consistency", FAILED)),
      );

      await page.getByText("1 of 3 checks fails, since 14:02", { exact: true }).waitFor();

      expect(await page.title()).toBe("▲ 1 of 3 checks fails, since 14:02 – Shop stage");
      expect(await page.locator("link[rel=icon]").getAttribute("href")).toBe("/icons/failed.svg");
      expect(complaints).toEqual([]);
    });

    test("puts what fails first, with since when and why", async () => {
      const errored = { status: "errored", summary: "TimeoutError: no answer" } as const;
      const { page } = await open(
        boardOf(checkOf("a", "well"), checkOf("b", "unknown", errored), checkOf("c", "broken", FAILED)),
      );

      const first = page.locator(".trouble").first();
      await first.waitFor();

      expect(await first.textContent()).toContain("c / broken failed 28 minutes ago");
      expect(await first.textContent()).toContain('{"lag":1680}');
      expect(await page.locator(".trouble").nth(1).textContent()).toContain("TimeoutError: no answer");
      expect(await page.locator(".trouble").count()).toBe(2);
    });

    test("tells every check by project: status in a word and a shape, data, duration and age", async () => {
      const { page, complaints } = await open(
        boardOf(checkOf("shop", "origin"), checkOf("jobs", "export", PENDING)),
      );

      const row = page.getByRole("region", { name: "shop" }).locator(".row");
      await row.waitFor();

      const text = await row.textContent();
      for (const part of ["origin", "passed", "What origin promises", "12.5", "42 ms", "10 seconds ago"]) {
        expect(text).toContain(part);
      }
      expect(await row.locator(".mark path").count()).toBe(1);
      expect(await page.getByRole("region", { name: "jobs" }).textContent()).toContain("never ran");
      expect(complaints).toEqual([]);
    });

    test("colours the stars and lines of the diagram, and marks them with another shape each", async () => {
      const { page } = await open(boardOf(checkOf("shop", "origin"), checkOf("cdn", "consistency", FAILED)));

      const line = page.getByRole("link", { name: "cdn consistency: failed" });
      const star = page.getByRole("link", { name: "shop origin: passed" });
      await line.waitFor();

      const shapeOf = (part: typeof line) => part.locator(".diagram-mark").getAttribute("d");
      expect(await shapeOf(line)).not.toBe(await shapeOf(star));
      expect(await page.locator("#cdn--edge").getAttribute("data-status")).toBeNull();
    });

    test("tells name, status, value and age of the part under the pointer or with the focus", async () => {
      const { page } = await open(boardOf(checkOf("shop", "origin")));

      await page.getByRole("link", { name: "shop origin: passed" }).focus();

      const tip = await page.getByRole("tooltip").textContent();
      for (const part of ["shop / origin", "passed", "12.5", "10 seconds ago"]) expect(tip).toContain(part);
    });

    test("shows the problems of the configuration", async () => {
      const problem = 'Cannot configure shop/login: no module "checks.core.hearbeat"';
      const { page } = await open({ ...boardOf(checkOf("shop", "origin")), problems: [problem] });

      await page.getByText(problem).waitFor();
    });

    test("says so where nothing is configured", async () => {
      const { page } = await open(boardOf());

      await page.getByText("No check is configured yet").waitFor();
    });

    test("fits a phone of 360 pixels, whatever the names are", async () => {
      const long = { name: "x".repeat(200), description: "y".repeat(400), summary: "z".repeat(200) };
      const { page } = await open(boardOf(checkOf("shop", "origin", { ...FAILED, ...long })), {
        viewport: { width: 360, height: 740 },
      });
      await page.locator(".trouble").waitFor();

      const width = await page.evaluate(() => document.documentElement.scrollWidth);

      expect(width).toBeLessThanOrEqual(360);
    });

    test("keeps its title readable on a phone that has lost the connection", async () => {
      const { page, service } = await open(boardOf(checkOf("shop", "origin")), {
        viewport: { width: 360, height: 740 },
      });
      await page.getByText("live", { exact: true }).waitFor();

      service.up = false;
      service.drop();
      await page.getByRole("button", { name: "try now" }).waitFor();

      const title = await page.locator("h1").boundingBox();
      expect(title && title.width > title.height).toBe(true);
    });

    test("shows no frame where there is no drawing", async () => {
      const { page } = await open(boardOf(), {
        prepare: (fake) => {
          fake.diagram = "";
        },
      });
      await page.getByText("No check is configured yet").waitFor();

      expect(await page.locator(".diagram").isVisible()).toBe(false);
    });

    test("is light", async () => {
      const files = await measurePage();

      let bytes = 0;
      for (const { gzipBytes } of files) bytes += gzipBytes;
      expect(files.map(({ path }) => path)).toContain("build/app.js");
      expect(bytes).toBeLessThanOrEqual(MAX_PAGE_BYTES);
    });
  });
}
