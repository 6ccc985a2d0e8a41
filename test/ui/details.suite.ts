import { describe, expect, test } from "vitest";
import type { Open } from "./dashboard.test.ts";
import { answerOf, boardOf, checkOf } from "./sample_board.ts";

const ORIGIN = checkOf("shop", "origin");

export function describeDetails(open: Open): void {
  const openWith = (check = ORIGIN, more: object = {}, hash = "") =>
    open(boardOf(check, checkOf("cdn", "edge")), {
      hash,
      prepare: ({ answers }) => answers.set(check.url, answerOf(check, more)),
    });

  describe("the details of a check", () => {
    test("open from the list, and tell all about it", async () => {
      const { page } = await openWith({ ...ORIGIN, agent: "vpn" });

      await page.getByRole("link", { name: "origin", exact: true }).click();

      const dialog = page.getByRole("dialog", { name: "origin" });
      await dialog.getByText("Returns the latency.").waitFor();
      const text = await dialog.textContent();
      for (const part of ["since 09:00", "latency_ms 12.5", "42 ms", "1 min", "checks.core.heartbeat"]) {
        expect(text).toContain(part);
      }
      for (const part of ["agent vpn", "critical", "https://origin.example/", "The origin must answer."]) {
        expect(text).toContain(part);
      }
      await page.waitForURL(/#\/shop\/origin$/);
    });

    test("open from the diagram, and close with Escape", async () => {
      const { page, service } = await openWith();

      await page.locator("#shop--origin .label").hover({ force: true });
      await page.locator("#shop--origin .halo").click();
      await page.getByRole("dialog", { name: "origin" }).waitFor();
      await page.keyboard.press("Escape");

      await page.getByRole("dialog").waitFor({ state: "detached" });
      await page.waitForURL(`${service.url}/`);
    });

    test("open and close by keyboard alone, which is then where it was", async () => {
      const { page } = await openWith();
      await page.getByRole("link", { name: "shop origin: passed" }).waitFor();

      // The theme comes first.
      await page.keyboard.press("Tab");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await page.getByRole("dialog", { name: "origin" }).waitFor();
      await page.keyboard.press("Enter");

      await page.getByRole("dialog").waitFor({ state: "detached" });
      expect(await page.evaluate(() => document.activeElement?.id)).toBe("shop--origin");
    });

    test("follow the browser's history", async () => {
      const { page } = await openWith();
      await page.getByRole("link", { name: "origin", exact: true }).click();
      await page.getByRole("dialog", { name: "origin" }).waitFor();

      await page.goBack();
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await page.goForward();

      await page.getByRole("dialog", { name: "origin" }).waitFor();
    });

    test("open by their own address, and close to the page", async () => {
      const { page, service } = await openWith(ORIGIN, {}, "#/shop/origin");
      await page.getByRole("dialog", { name: "origin" }).getByText("Returns the latency.").waitFor();

      await page.getByRole("button", { name: "Close" }).click();

      await page.getByRole("dialog").waitFor({ state: "detached" });
      await page.waitForURL(`${service.url}/`);
    });

    test("show documentation by paragraph and by point", async () => {
      const documentation = "It must\nanswer.\n\nReturns:\n- the age\n- the lag";
      const { page } = await openWith(ORIGIN, { documentation }, "#/shop/origin");
      await page.locator(".documentation").waitFor();

      const texts = await page.locator(".documentation :is(p, li)").allTextContents();

      expect(texts).toEqual(["It must\nanswer.", "Returns:", "the age", "the lag"]);
    });

    test("say so where there is no such check", async () => {
      const { page } = await openWith(ORIGIN, {}, "#/shop/100%");

      await page.getByRole("dialog", { name: "shop/100%" }).getByText("There is no such check").waitFor();
    });

    test("tell an error from a failure", async () => {
      const error = { type: "TimeoutError", message: "no answer within 10 s" };
      const { page } = await openWith(
        { ...ORIGIN, status: "errored" },
        { error, data: null },
        "#/shop/origin",
      );

      await page.getByText("The check could not tell").waitFor();

      expect(await page.locator(".finding").textContent()).toContain("TimeoutError no answer within 10 s");
    });

    test("are read again when a newer result comes", async () => {
      const { page, service } = await openWith(ORIGIN, {}, "#/shop/origin");
      await page.locator(".tree", { hasText: "latency_ms 12.5" }).waitFor();

      const slow = { ...ORIGIN, status: "failed", datetime: "2026-05-01T14:29:59Z" } as const;
      service.answers.set(ORIGIN.url, answerOf(slow, { data: { latency_ms: 900 } }));
      service.push(slow);

      await page.locator(".tree", { hasText: "latency_ms 900" }).waitFor();
      await page.getByText("What does not hold").waitFor();
    });

    test("link to help on the web only", async () => {
      const { page } = await openWith(
        ORIGIN,
        { troubleshooting: "javascript:window.__xss=1" },
        "#/shop/origin",
      );
      await page.getByText("Returns the latency.").waitFor();

      expect(await page.getByRole("link", { name: "Troubleshooting" }).count()).toBe(0);
      expect(await page.getByRole("link", { name: "API" }).getAttribute("href")).toBe("/checks/shop/origin");
    });

    test("say why where the endpoint does not answer", async () => {
      const { page } = await open(boardOf(ORIGIN), {
        hash: "#/shop/origin",
        prepare: ({ answers }) => answers.set(ORIGIN.url, { status: 500, body: ["not an object"] }),
      });

      await page.getByText("Cannot read the check: the answer is no object").waitFor();
    });
  });
}
