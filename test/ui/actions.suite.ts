import { describe, expect, test } from "vitest";
import type { Open } from "./dashboard.test.ts";
import { answerOf, boardOf, checkOf } from "./sample_board.ts";

const ORIGIN = checkOf("shop", "origin");
const CLIPBOARD = { permissions: ["clipboard-read", "clipboard-write"] };

export function describeActions(open: Open): void {
  const openWith = (more: object = {}, token = "s3cret") =>
    open(boardOf(ORIGIN, checkOf("cdn", "edge")), {
      hash: "#/shop/origin",
      ...CLIPBOARD,
      prepare: (service) => {
        service.token = token;
        service.answers.set(ORIGIN.url, answerOf(ORIGIN, more));
        service.answers.set(
          `${ORIGIN.url}/refresh`,
          answerOf({ ...ORIGIN, datetime: "2026-05-01T14:30:00Z" }, { data: { latency_ms: 77 } }),
        );
      },
    });
  const CLIP = "navigator.clipboard.readText()";

  describe("within the details", () => {
    test("a check is run now, by a token that is asked for once and gone with the tab", async () => {
      const { page } = await openWith();
      await page.getByRole("button", { name: "Run now" }).click();

      await page.getByLabel("Token").fill("s3cret");
      await page.keyboard.press("Enter");
      await page.locator(".tree", { hasText: "latency_ms 77" }).waitFor();
      await page.getByRole("button", { name: "Run now" }).click();

      await page.getByRole("button", { name: "Run now" }).waitFor();
      expect(await page.getByLabel("Token").count()).toBe(0);
      expect(await page.evaluate("localStorage.length + document.cookie.length")).toBe(0);
      expect(page.url()).not.toContain("s3cret");
    });

    test("a wrong token is told, and asked for again", async () => {
      const { page } = await openWith();
      await page.getByRole("button", { name: "Run now" }).click();

      await page.getByLabel("Token").fill("guess");
      await page.keyboard.press("Enter");

      await page.getByRole("alert").getByText("not the token of this service").waitFor();
      expect(await page.evaluate("sessionStorage.length")).toBe(0);
    });

    test("it is said where nobody may run checks", async () => {
      const { page, service } = await openWith();
      const error = "Cannot refresh: no REFRESH_SECRET is configured";
      service.answers.set(`${ORIGIN.url}/refresh`, { status: 403, body: { error } });
      await page.getByRole("button", { name: "Run now" }).click();

      await page.getByLabel("Token").fill("s3cret");
      await page.keyboard.press("Enter");

      await page.getByText(error).waitFor();
    });

    test("data opens branch by branch, by keyboard too, however much it is", async () => {
      const data = {
        lag: null,
        nodes: [{ region: "eu", deep: { answer: 42 } }],
        all: [...Array(500).keys()],
      };
      const { page } = await openWith({ data });
      const branch = page.locator("summary", { hasText: "deep" });
      await page.locator("summary", { hasText: "0 2 fields" }).press("Enter");

      await branch.press("Enter");
      await page.locator("summary", { hasText: "500 items" }).click();

      await page.getByText("answer 42").waitFor();
      expect(await page.locator(".tree .tree li").count()).toBeLessThan(100);
      await page.getByRole("button", { name: "Show 450 more" }).click();
      await page.getByText("499 499").waitFor();
    });

    test("data and a command to ask for it are copied", async () => {
      const { page, service } = await openWith({ data: { a: [1] } });

      await page.getByRole("button", { name: "Copy data" }).click();
      const data = await page.evaluate(CLIP);
      await page.getByRole("button", { name: "Copy as curl" }).click();

      expect(data).toBe('{\n  "a": [\n    1\n  ]\n}');
      expect(await page.evaluate(CLIP)).toBe(`curl -sS '${service.url}/checks/shop/origin'`);
    });

    test("documentation has structure, and links that lead to the web", async () => {
      const documentation =
        "## Why\n\nSee **[the wiki](https://wiki.example/)**, `a < b`.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n<b>not bold</b> ![p](https://evil.example/p.png)";
      const { page, complaints } = await openWith({ documentation });
      const text = page.locator(".documentation .markdown");
      await text.waitFor();

      expect(await text.locator("h5").textContent()).toBe("Why");
      expect(await text.getByRole("link", { name: "the wiki" }).getAttribute("href")).toBe(
        "https://wiki.example/",
      );
      expect(await text.locator("code").textContent()).toBe("a < b");
      expect(await text.locator("td").count()).toBe(2);
      expect(await text.textContent()).toContain("<b>not bold</b>");
      expect(await text.locator("b, img").count()).toBe(0);
      expect(complaints).toEqual([]);
    });

    test("a tag leads to the checks that have it, and back", async () => {
      const { page } = await openWith();

      await page.getByRole("link", { name: "critical" }).click();
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await page.waitForURL(/\/\?tag=critical$/);
      await page.goBack();

      await page.getByRole("dialog", { name: "origin" }).waitFor();
    });
  });
}
