import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import type { Open } from "./dashboard.test.ts";
import { boardOf, checkOf } from "./sample_board.ts";

const BOARD = boardOf(
  checkOf("shop", "origin"),
  checkOf("cdn", "edge", { status: "failed" }),
  checkOf("cdn", "consistency"),
);

export function describeDiagram(open: Open): void {
  const svg = (page: Page) => page.locator(".diagram-canvas svg");
  const widthSeen = async (page: Page) => Number((await svg(page).getAttribute("viewBox"))?.split(" ")[2]);
  const opened = async (board = BOARD, hash = "") => {
    const visit = await open(board, { hash });
    await visit.page.getByRole("link", { name: "shop origin: passed" }).waitFor();
    return visit;
  };

  describe("the diagram", () => {
    test("is enlarged by buttons and keys, and shown as a whole again", async () => {
      const { page } = await opened();

      await page.getByRole("button", { name: "Zoom in" }).click();
      const closer = await widthSeen(page);
      await page.locator("#shop--origin").focus();
      await page.keyboard.press("+");
      const closest = await widthSeen(page);
      await page.keyboard.press("0");

      expect([closer, Math.round(closest)]).toEqual([800, 533]);
      expect(await widthSeen(page)).toBe(1200);
    });

    test("is enlarged by the wheel with the control key alone, which leaves the page to scroll", async () => {
      const { page } = await opened();
      await svg(page).hover();

      await page.mouse.wheel(0, 100);
      const scrolled = await widthSeen(page);
      await page.keyboard.down("Control");
      await page.mouse.wheel(0, -100);

      expect(scrolled).toBe(1200);
      await expect.poll(() => widthSeen(page)).toBeLessThan(900);
    });

    test("is dragged when it is enlarged, without opening what is under the hand", async () => {
      const { page } = await opened();
      await page.getByRole("button", { name: "Zoom in" }).click();
      const before = await svg(page).getAttribute("viewBox");
      const halo = await page.locator("#shop--origin .halo").boundingBox();
      const [x, y] = [(halo?.x ?? 0) + 9, (halo?.y ?? 0) + 9];

      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(x - 60, y + 5, { steps: 3 });
      await page.mouse.up();

      expect(await svg(page).getAttribute("viewBox")).not.toBe(before);
      expect(await page.getByRole("dialog").count()).toBe(0);
    });

    test("is enlarged by two fingers, which leave the page as it is", async () => {
      const { page } = await open(BOARD, { hasTouch: true, viewport: { width: 400, height: 740 } });
      await page.getByRole("link", { name: "shop origin: passed" }).waitFor();
      const box = await page.locator(".diagram-canvas").boundingBox();
      const [x, y] = [(box?.x ?? 0) + 180, (box?.y ?? 0) + 60];
      const session = await page.context().newCDPSession(page);
      const touch = (type: "touchStart" | "touchMove" | "touchEnd", ...apart: number[]) =>
        session.send("Input.dispatchTouchEvent", {
          type,
          touchPoints: apart.flatMap((by) => [
            { x: x - by, y, id: 1 },
            { x: x + by, y, id: 2 },
          ]),
        });

      await touch("touchStart", 30);
      for (const apart of [40, 50, 60]) await touch("touchMove", apart);
      await touch("touchEnd");

      expect(Math.round(await widthSeen(page))).toBe(600);
      expect(await page.evaluate(() => visualViewport?.scale)).toBe(1);
      expect(await page.getByRole("dialog").count()).toBe(0);
    });

    test("is walked by arrows, and follows the focus", async () => {
      const { page } = await opened();
      await page.locator("#shop--origin").focus();
      for (const _ of [1, 2, 3]) await page.keyboard.press("+");

      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("ArrowRight");

      expect(await page.evaluate(() => document.activeElement?.id)).toBe("cdn--edge");
      const star = await page.locator("#cdn--edge .core").boundingBox();
      const frame = await page.locator(".diagram").boundingBox();
      expect(star && frame && star.x > frame.x && star.x < frame.x + frame.width).toBe(true);
    });

    test("shows one check by several elements", async () => {
      const { page } = await open(BOARD, {
        prepare: (fake) => {
          fake.diagram = fake.diagram.replace(
            "</svg>",
            '<rect data-check="shop--origin" x="9" y="9" width="9" height="9"/></svg>',
          );
        },
      });

      await page.locator("rect[data-check][data-status=passed]").waitFor();
      await page.locator("#shop--origin[data-status=passed]").waitFor();
    });

    test("is laid out where the configuration has none, and grows with it", async () => {
      const { page, service } = await open(BOARD, {
        prepare: (fake) => {
          fake.diagram = "";
        },
      });
      const star = page.getByRole("link", { name: "shop origin: passed" });
      await star.waitFor();
      expect(await page.locator("svg .caption").allTextContents()).toEqual(["shop", "cdn"]);

      service.board = boardOf(...BOARD.checks, checkOf("shop", "new"));
      service.push(checkOf("shop", "new"));

      await page.getByRole("link", { name: "shop new: passed" }).waitFor();
      await star.press("Enter");
      await page.getByRole("dialog", { name: "origin" }).waitFor();
    });
  });

  describe("on a wall", () => {
    test("the page shows diagram, sentence and what fails, and nothing for hands", async () => {
      const { page } = await opened(BOARD, "?wall");

      await page.getByText("1 of 3 checks fails").waitFor();
      await page.locator(".trouble", { hasText: "edge" }).waitFor();

      expect(await page.locator(".row, search, .diagram-tools").count()).toBe(0);
      const { scroll, height } = await page.evaluate(() => ({
        scroll: document.documentElement.scrollHeight,
        height: innerHeight,
      }));
      expect(scroll).toBeLessThanOrEqual(height);
    });

    test("it is entered by a button, and left by Escape", async () => {
      const { page } = await opened();

      await page.getByRole("button", { name: "Full screen" }).click();
      await page.waitForURL(/\?wall$/);
      await page.locator(".row").first().waitFor({ state: "detached" });
      await page.keyboard.press("Escape");

      await page.locator(".row").first().waitFor();
    });

    test("it fills the whole screen, and is left with it", async () => {
      const { page } = await opened();
      const isFull = () => page.evaluate(() => document.fullscreenElement === document.documentElement);

      await page.getByRole("button", { name: "Full screen" }).click();
      await expect.poll(isFull).toBe(true);
      await page.evaluate(() => document.exitFullscreen());

      await page.waitForURL((url) => !url.search.includes("wall"));
      expect(await page.locator(".row").count()).toBe(3);
    });

    test("it keeps the screen awake for as long as it stands there", async () => {
      const { page } = await open(BOARD, { script: noteWakeLocks });
      await page.getByRole("link", { name: "shop origin: passed" }).waitFor();
      const session = await page.context().newCDPSession(page);
      const { targetInfo } = await session.send("Target.getTargetInfo");
      await session.send("Browser.grantPermissions", {
        permissions: ["wakeLockScreen"],
        browserContextId: targetInfo.browserContextId ?? "",
      });
      const released = () => page.evaluate("window.wakeLocks.map((lock) => lock.released)");

      await page.getByRole("button", { name: "Full screen" }).click();
      await expect.poll(released).toEqual([false]);
      await page.keyboard.press("Escape");

      await expect.poll(released).toEqual([true]);
    });
  });
}

/** The browser's own locks, where a test can see them. */
function noteWakeLocks(): void {
  const request = navigator.wakeLock.request.bind(navigator.wakeLock);
  const locks: WakeLockSentinel[] = [];
  Object.assign(window, { wakeLocks: locks });
  navigator.wakeLock.request = async (type) => {
    const lock = await request(type);
    locks.push(lock);
    return lock;
  };
}
