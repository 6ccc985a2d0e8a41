import { describe, expect, test } from "vitest";
import type { Open } from "./dashboard.test.ts";
import { answerOf, boardOf, checkOf } from "./sample_board.ts";

const ORIGIN = checkOf("shop", "origin", { status: "failed" });
const MARKUP = `<img src=x onerror="window.__xss=1"><script>window.__xss=1</script>`;

const bug = (change: object = {}) => ({
  id: 7,
  summary: "It is slow",
  open: false,
  status: "RESOLVED",
  last_update: "2026-04-30T14:30:00Z",
  heat: "hot",
  url: "https://bugs.example/7",
  hint: "regression of 7?",
  ...change,
});

export function describeBugs(open: Open): void {
  const openWith = (more: object, check = ORIGIN) =>
    open(boardOf(check), {
      hash: "#/shop/origin",
      prepare: ({ answers }) => answers.set(check.url, answerOf(check, more)),
    });

  describe("what is known of a check", () => {
    test("is in its details: its bugs, with a hint and a link", async () => {
      const { page } = await openWith({ buglist: [bug()] });

      const item = page.getByRole("dialog").getByRole("listitem").filter({ hasText: "It is slow" });
      await item.waitFor();

      expect(await item.textContent()).toMatch(/It is slow resolved, hot, .* regression of 7\?/);
      expect(await item.getByRole("link").getAttribute("href")).toBe("https://bugs.example/7");
    });

    test("has its age and the reason while the tracker is down", async () => {
      const note = "Cannot read the tracker's answer: it has status 500";
      const { page } = await openWith({
        buglist: [],
        buglist_as_of: "2026-05-01T11:30:00Z",
        buglist_note: note,
      });

      const text = page.getByRole("dialog").getByText(note);
      await text.waitFor();

      expect(await page.getByRole("dialog").getByText("As of").textContent()).toMatch(/As of 3 h/);
    });

    test("is text: markup and links to anything but the web do nothing", async () => {
      const { page, complaints } = await openWith({
        buglist: [
          bug({ summary: MARKUP, status: MARKUP, hint: MARKUP, url: "javascript:window.__xss=1" }),
          "no bug",
          null,
          { id: {}, summary: 12 },
        ],
        buglist_note: MARKUP,
      });

      await page.getByRole("dialog").getByText(MARKUP).first().waitFor();

      expect(await page.evaluate("window.__xss")).toBeUndefined();
      expect(await page.locator("#app img, #app script, a[href^='javascript']").count()).toBe(0);
      expect(complaints).toEqual([]);
    });

    test("is that somebody works on it, in the list and in its details", async () => {
      const maintenance = { reason: MARKUP, until: "2026-05-01T16:00:00Z" };
      const { page } = await openWith({}, { ...ORIGIN, maintenance });

      const dialog = page.getByRole("dialog");
      await dialog.getByText("In maintenance until 16:00").waitFor();

      expect(await dialog.getByText(MARKUP).count()).toBe(1);
      expect(await page.locator(".row").filter({ hasText: "in maintenance" }).count()).toBe(1);
      expect(await page.evaluate("window.__xss")).toBeUndefined();
    });
  });
}
