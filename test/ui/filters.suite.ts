import { describe, expect, test } from "vitest";
import type { Open } from "./dashboard.test.ts";
import { boardOf, checkOf } from "./sample_board.ts";

const BOARD = boardOf(
  checkOf("shop", "origin", { tags: ["critical"] }),
  checkOf("shop", "stock", { agent: "vpn", tags: ["night"] }),
  checkOf("cdn", "edge", { status: "failed", tags: ["critical", "night"] }),
  checkOf("cdn", "age", { description: "How old copies are", tags: [] }),
);

export function describeFilters(open: Open): void {
  const namesIn = (page: Awaited<ReturnType<Open>>["page"]) => page.locator(".row-name a").allTextContents();

  describe("a filter", () => {
    test.each([
      ["?q=OLD+copies", ["age"]],
      ["?q=cdn/", ["edge", "age"]],
      ["?project=shop", ["origin", "stock"]],
      ["?tag=critical", ["origin", "edge"]],
      ["?status=failed", ["edge"]],
      ["?agent=vpn", ["stock"]],
      ["?agent=-&project=shop", ["origin"]],
      ["?tag=night&q=stock", ["stock"]],
    ])(
      "in the address (%s) shows what it names, dims the rest, and tells how many",
      async (search, names) => {
        const { page } = await open(BOARD, { hash: search });
        await page.locator(".row").first().waitFor();

        expect(await namesIn(page)).toEqual(names);
        await page.getByText(`${names.length} of 4 checks`, { exact: true }).waitFor();
        const dimmed = await page.locator("#shop--origin[data-dim]").count();
        expect(dimmed).toBe(names.includes("origin") ? 0 : 1);
      },
    );

    test("is reached by a slash, and kept in the address beside an open check", async () => {
      const { page } = await open(BOARD);
      await page.locator(".row").first().waitFor();

      await page.keyboard.press("/");
      await page.keyboard.type("ori");
      await page.getByRole("link", { name: "origin", exact: true }).click();

      await page.getByRole("dialog", { name: "origin" }).waitFor();
      expect(new URL(page.url()).search + new URL(page.url()).hash).toBe("?q=ori#/shop/origin");
      await page.keyboard.press("Escape");
      await page.waitForURL(/\?q=ori$/);
      expect(await namesIn(page)).toEqual(["origin"]);
    });

    test("by status or project is set and taken back by hand", async () => {
      const { page } = await open(BOARD);

      await page.getByRole("button", { name: "1 failed" }).click();
      await page.getByLabel("Filter by project").selectOption("shop");
      await page.getByText("No check fits the filter.").waitFor();
      await page.getByRole("button", { name: "Show all" }).click();

      expect(await namesIn(page)).toHaveLength(4);
      expect(new URL(page.url()).search).toBe("");
    });

    test("stays when states change", async () => {
      const { page, service } = await open(BOARD, { hash: "?status=failed" });
      await page.getByText("live", { exact: true }).waitFor();

      service.push(checkOf("shop", "origin", { status: "failed", datetime: "2026-05-01T14:29:59Z" }));

      await page.getByText("2 of 4 checks", { exact: true }).waitFor();
      expect(await namesIn(page)).toEqual(["origin", "edge"]);
    });
  });

  describe("the list", () => {
    test("is walked by arrows", async () => {
      const { page } = await open(BOARD);
      await page.getByRole("link", { name: "origin", exact: true }).focus();

      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowUp");
      await page.keyboard.press("Enter");

      await page.getByRole("dialog", { name: "stock" }).waitFor();
    });

    test("leads to each project, and stays there", async () => {
      const projects = ["a", "b", "c", "d e"].map((project) => checkOf(project, "one"));
      const { page } = await open(boardOf(...projects));

      await page.getByRole("navigation", { name: "Projects" }).getByRole("link", { name: "d e" }).click();

      await page.waitForURL(/#project-d%20e$/);
      expect(await page.locator("#project-d\\%20e").isVisible()).toBe(true);
    });
  });
}
