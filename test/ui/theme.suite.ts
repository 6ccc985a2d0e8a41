import { describe, expect, test } from "vitest";
import type { Open } from "./dashboard.test.ts";
import type { FakeService } from "./fake_service.ts";
import { answerOf, boardOf, checkOf, historyOf } from "./sample_board.ts";

const ORIGIN = checkOf("shop", "origin", { status: "failed" });
const BOARD = boardOf(ORIGIN, checkOf("cdn", "edge"));

function answers(fake: FakeService): void {
  fake.answers.set(ORIGIN.url, answerOf(ORIGIN));
  fake.answers.set(`${ORIGIN.url}/history`, { status: 200, body: historyOf(ORIGIN) });
  fake.answers.set("/incidents", { status: 200, body: { incidents: [] } });
}

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

    test("shows no more of the diagram when colours are forced: what only catches the pointer stays unseen", async () => {
      const { page } = await open(boardOf(checkOf("cdn", "consistency")), { forcedColors: "active" });
      await page.getByRole("link", { name: "cdn consistency: passed" }).waitFor();

      const seen = await page.locator(".hit").evaluate((hit) => getComputedStyle(hit).strokeOpacity);

      expect(seen).toBe("0");
    });

    test.each([
      ["reduce", 0],
      ["no-preference", 1],
    ] as const)("moves nothing on its own for whoever asks so (%s)", async (reducedMotion, moving) => {
      const board = boardOf(checkOf("shop", "origin", { status: "failed" }));
      const { page } = await open(board, { reducedMotion });
      await page.getByRole("link", { name: "shop origin: failed" }).waitFor();

      const endless = () =>
        page.evaluate(
          () =>
            document
              .getAnimations()
              .filter((motion) => motion.effect?.getTiming().iterations === Number.POSITIVE_INFINITY).length,
        );

      await expect.poll(endless).toBe(moving);
    });

    test.each([
      ["a window of 320 pixels", 320, "100%"],
      ["letters of twice the size", 1280, "200%"],
    ])("fits %s, an open check too", async (_, width, size) => {
      const { page } = await open(BOARD, {
        viewport: { width, height: 800 },
        hash: "#/shop/origin",
        prepare: answers,
      });
      await page.getByText("What does not hold").waitFor();

      await page.evaluate((fontSize) => {
        document.documentElement.style.fontSize = fontSize;
      }, size);

      const [title, button] = await Promise.all([
        page.getByText("What does not hold").evaluate((heading) => {
          const range = document.createRange();
          range.selectNodeContents(heading);
          return range.getBoundingClientRect().right;
        }),
        page.getByRole("button", { name: "Copy data" }).evaluate((copy) => copy.getBoundingClientRect().left),
      ]);
      expect(title).toBeLessThanOrEqual(button);
      for (const element of ["html", "dialog"]) {
        const [needed, given] = await page
          .locator(element)
          .evaluate(({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth]);
        expect(needed).toBeLessThanOrEqual(given ?? 0);
      }
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

    test("leaves of an open check what paper can show", async () => {
      const { page } = await open(BOARD, { hash: "#/shop/origin", prepare: answers });
      await page.getByText("What does not hold").waitFor();

      await page.emulateMedia({ media: "print" });

      expect(await page.getByRole("button").count()).toBe(0);
      expect(await page.locator(".masthead").isVisible()).toBe(false);
      expect(await page.getByText("What does not hold").isVisible()).toBe(true);
    });
  });
}
