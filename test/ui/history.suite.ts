import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import type { Open } from "./dashboard.test.ts";
import { answerOf, boardOf, checkOf, historyOf } from "./sample_board.ts";

const ORIGIN = checkOf("shop", "origin", { status: "failed" });
const HISTORY = `${ORIGIN.url}/history`;
const INCIDENT = {
  id: "shop/origin@1777000000000",
  ailment: "failed",
  start: "2026-04-30T10:00:00Z",
  end: "2026-04-30T10:30:00Z",
  changed: [".lag: 3 → 900"],
  cause: "a full disk",
  notes: [{ id: "1", at: "2026-04-30T10:20:00Z", text: "Made room <b>now</b>", author: "Ada", cause: "" }],
  similar: [{ sentence: "2 of these 3 failed together on 2 March" }],
};

export function describeHistory(open: Open): void {
  const opened = (more: object = {}, incidents: unknown = { incidents: [INCIDENT] }, check = ORIGIN) =>
    open(boardOf(check), {
      hash: "#/shop/origin",
      prepare: ({ answers }) => {
        answers.set(ORIGIN.url, answerOf(ORIGIN, { parameters: { max_milliseconds: 300 } }));
        answers.set(HISTORY, { status: 200, body: historyOf(ORIGIN, more) });
        answers.set("/incidents", { status: 200, body: incidents });
      },
    });
  const seePast = (page: Page) => page.locator(".past").scrollIntoViewIfNeeded();
  /** Whether any pixel of the plot has this colour, or almost: lines are smoothed. */
  const isDrawn = (page: Page, property: string) =>
    page.evaluate((name) => {
      const probe = document.body.appendChild(document.createElement("i"));
      probe.style.color = `var(${name})`;
      const wanted = getComputedStyle(probe).color.match(/\d+/g)?.map(Number) ?? [];
      probe.remove();
      const canvas = document.querySelector<HTMLCanvasElement>(".plot canvas");
      const data = canvas?.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      for (let index = 0; index < data.length; index += 4) {
        const near = wanted.every((channel, offset) => Math.abs((data[index + offset] ?? 0) - channel) < 24);
        if (near && data[index + 3] === 255) return true;
      }
      return false;
    }, property);

  describe("the history of a check", () => {
    test("of which little is known yet fills the plot, and says since when it is known", async () => {
      const to = Date.parse("2026-05-01T14:30:00Z") / 1000;
      const { page } = await opened({
        points: [
          [to - 600, 0, 200],
          [to, 0, 240],
        ],
        maintenance: [],
        changes: [],
      });

      await page.getByText("nothing is known before 14:19").waitFor();
    });

    test("is drawn while it fails: its line, its failures, its errors", async () => {
      const { page, complaints } = await opened();

      await page.locator(".plot canvas").waitFor();

      await expect.poll(() => isDrawn(page, "--accent")).toBe(true);
      expect(await isDrawn(page, "--failed")).toBe(true);
      expect(await isDrawn(page, "--errored")).toBe(true);
      expect(complaints).toEqual([]);
    });

    test("is drawn without failures where there were none", async () => {
      const points = historyOf(ORIGIN).points.map(([at, , value]) => [at, 0, value]);
      const { page } = await opened({ points });

      await page.locator(".plot canvas").waitFor();

      await expect.poll(() => isDrawn(page, "--accent")).toBe(true);
      expect(await isDrawn(page, "--failed")).toBe(false);
    });

    test("tells each of 90 days, and how long it held", async () => {
      const { page } = await opened();
      const days = page.locator(".strip li");
      await seePast(page);
      await days.first().waitFor();

      expect(await days.count()).toBe(90);
      expect(await days.first().textContent()).toContain("nothing known");
      expect(await days.last().textContent()).toMatch(/^1 May 2026: 1.*% failed, 1.*% errored$/);
      await page.getByText(/^It held for 99.76% of what is known: 23.9 hrs? of 90 days.$/).waitFor();
    });

    test("is that of the last day, and asked for again for each range that is chosen", async () => {
      const { page } = await opened();
      await page.locator(".plot canvas").waitFor();
      expect(await page.getByRole("button", { name: "1 d", exact: true }).getAttribute("aria-pressed")).toBe(
        "true",
      );
      await seePast(page);
      await page.locator(".strip").waitFor();
      const asked: URL[] = [];
      page.on("request", (request) => {
        const url = new URL(request.url());
        if (url.pathname === HISTORY) asked.push(url);
      });

      await page.getByRole("button", { name: "6 h" }).click();
      await expect.poll(() => asked.length).toBe(1);

      const from = Number(asked[0]?.searchParams.get("from"));
      expect(Math.round((Date.parse("2026-05-01T14:30:00Z") / 1000 - from) / 3600)).toBe(6);
      expect(await page.getByRole("button", { name: "6 h" }).getAttribute("aria-pressed")).toBe("true");
    });

    test("costs two requests with all the rest, and two more once the past is in sight", async () => {
      const { page } = await open(boardOf(ORIGIN), {
        prepare: ({ answers }) => {
          answers.set(ORIGIN.url, answerOf(ORIGIN));
          answers.set(HISTORY, { status: 200, body: historyOf(ORIGIN) });
          answers.set("/incidents", { status: 200, body: { incidents: [INCIDENT] } });
        },
      });
      await page.getByText("live", { exact: true }).waitFor();
      const asked: string[] = [];
      page.on("request", (request) => asked.push(new URL(request.url()).pathname));

      await page.getByRole("link", { name: "origin", exact: true }).click();
      await page.locator(".plot canvas").waitFor();
      const first = asked.toSorted();
      await seePast(page);
      await page.locator(".incidents ol").waitFor();

      expect(first).toEqual([ORIGIN.url, HISTORY]);
      expect(asked.slice(2).sort()).toEqual([HISTORY, "/incidents"]);
    });

    test("asks nothing of the past before the rest has its place", async () => {
      const { page } = await open(boardOf(ORIGIN), {
        prepare: ({ answers, silent }) => {
          answers.set(ORIGIN.url, answerOf(ORIGIN));
          silent.add(HISTORY);
        },
      });
      await page.getByText("live", { exact: true }).waitFor();
      const asked: string[] = [];
      page.on("request", (request) => asked.push(new URL(request.url()).pathname));

      await page.getByRole("link", { name: "origin", exact: true }).click();
      await page.getByText("What does not hold").waitFor();
      await seePast(page);
      await page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
      );

      expect(asked.sort()).toEqual([ORIGIN.url, HISTORY]);
    });

    test("without a number has its days all the same", async () => {
      const points = historyOf(ORIGIN).points.map(([at, code]) => [at, code, null]);
      const { page } = await opened({ points });
      await seePast(page);

      await page.locator(".strip li").first().waitFor();

      await page.getByRole("img", { name: "no number to plot" }).waitFor();
    });

    test("that is none, is said", async () => {
      const { page } = await opened({ points: "<b>" });

      await page.getByText("The history cannot be shown now: the answer is no history").waitFor();
    });
  });

  describe("past incidents", () => {
    test("are read when they are seen, with what people wrote about them", async () => {
      const { page } = await opened();
      await seePast(page);

      const text = await page.locator(".incidents ol").textContent();

      for (const part of ["failed", "yesterday", "for 30 min", "Cause: a full disk", ".lag: 3 → 900"]) {
        expect(text).toContain(part);
      }
      expect(text).toContain("Made room <b>now</b> Ada");
      expect(text).toContain("2 of these 3 failed together");
    });

    test("that are none, are said", async () => {
      const { page } = await opened({}, { incidents: [] });
      await seePast(page);

      await page.getByText("None that is remembered.").waitFor();
    });

    test("are marked in the plot, and said below it", async () => {
      const points = historyOf(ORIGIN).points.map(([at, , value]) => [at, 0, value]);
      const times = { start: "2026-05-01T10:00:00Z", end: "2026-05-01T10:30:00Z" };
      const { page } = await opened({ points }, { incidents: [{ ...INCIDENT, ...times }, INCIDENT] });
      await expect.poll(() => isDrawn(page, "--accent")).toBe(true);
      expect(await isDrawn(page, "--failed")).toBe(false);

      await seePast(page);

      await page.getByText("incident 10:00 – 10:30").waitFor();
      await expect.poll(() => isDrawn(page, "--failed")).toBe(true);
      const notes = await page.getByRole("list", { name: "Marked in the plot" }).textContent();
      expect(notes).toContain("configuration changed 30 Apr 2026, 21:50");
      expect(notes).not.toContain("incident 30 Apr");
    });

    test("are marked from the first moment where one lasts", async () => {
      const points = historyOf(ORIGIN).points.map(([at, , value]) => [at, 0, value]);
      const incident = { id: "shop/origin@1", start: "2026-05-01T14:02:00Z" };
      const { page } = await opened({ points }, { incidents: [] }, { ...ORIGIN, incident });

      await page.getByText("incident since 14:02").waitFor();

      await expect.poll(() => isDrawn(page, "--failed")).toBe(true);
    });
  });
}
