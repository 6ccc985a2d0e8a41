import { describe, expect, test } from "vitest";
import type { Open } from "./dashboard.test.ts";
import { boardOf, checkOf } from "./sample_board.ts";

const BOARD = boardOf(checkOf("shop", "origin", { status: "failed" }), checkOf("cdn", "edge"));

export function describeTheme(open: Open): void {
  describe("the theme", () => {
    const skyOf = "getComputedStyle(document.body).backgroundColor";

    test("follows the system, is switched, and stays so", async () => {
      const { page } = await open(BOARD, { colorScheme: "dark" });
      await page.locator(".row").first().waitFor();
      const system = await page.evaluate(skyOf);

      await page.getByRole("button", { name: "Theme: as the system" }).click();
      const day = await page.evaluate(skyOf);
      await page.reload();
      await page.getByRole("button", { name: "Theme: day" }).waitFor();
      expect(await page.evaluate(skyOf)).toBe(day);
      await page.getByRole("button", { name: "Theme: day" }).click();

      expect([system, day]).toEqual(["rgb(11, 24, 56)", "rgb(245, 238, 221)"]);
      expect(await page.evaluate(skyOf)).toBe(system);
    });

    test("gives way to the colours that a reader forces", async () => {
      const { page } = await open(BOARD, { forcedColors: "active" });
      await page.locator(".row").first().waitFor();

      const text = await page
        .locator(".word")
        .first()
        .evaluate((word) => getComputedStyle(word).color);
      const mark = await page
        .locator(".row .mark")
        .first()
        .evaluate((shape) => getComputedStyle(shape).fill);

      expect(mark).toBe(text);
    });

    test("leaves on paper what paper can show", async () => {
      const { page } = await open(BOARD, { colorScheme: "dark" });
      await page.locator(".row").first().waitFor();

      await page.emulateMedia({ media: "print" });

      expect(await page.getByRole("button").count()).toBe(0);
      expect(await page.evaluate("getComputedStyle(document.querySelector('.row')).contentVisibility")).toBe(
        "visible",
      );
      expect(await page.locator(".word").first().isVisible()).toBe(true);
    });
  });
}
