// Drawings that were not made for this page, and none at all.
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { checks as modules } from "../../checks/mod.ts";
import { loadConfig } from "../../src/config.ts";
import { boardCheckOf } from "../../src/show/brief.ts";
import { sanitiseDiagram } from "../../src/show/diagram.ts";
import type { Open } from "./dashboard.test.ts";
import { agentOf, boardOf, checkOf, NOW } from "./sample_board.ts";

/** As a drawing tool leaves it, for white paper: the fill of the element with the id of a check was toggled. */
const FOREIGN = `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="420">
  <text x="60" y="70">Server</text>
  <circle id="shop--origin" cx="140" cy="160" r="44" fill="green" stroke="#000"/>
  <g id="cdn--edge"><ellipse cx="620" cy="160" rx="70" ry="36"/></g>
  <path id="cdn--consistency" d="M190 160C300 80 420 80 556 150" fill="none" stroke="#000" stroke-width="3"/>
</svg>`;

export function describeDrawings(open: Open): void {
  describe("a drawing of another tool", () => {
    const opened = async (colorScheme: "light" | "dark") => {
      const failed = { status: "failed" } as const;
      const board = boardOf(
        checkOf("shop", "origin"),
        checkOf("cdn", "edge", failed),
        checkOf("cdn", "consistency", failed),
      );
      const visit = await open(board, {
        colorScheme,
        prepare: (fake) => {
          fake.diagram = sanitiseDiagram(FOREIGN).svg;
        },
      });
      await visit.page.getByRole("link", { name: "shop origin: passed" }).waitFor();
      return visit;
    };
    const paintOf = (page: Page, selector: string) =>
      page.locator(selector).evaluate((element) => {
        const { fill, stroke } = getComputedStyle(element);
        return { fill, stroke };
      });

    test("shows each check by its fill, and a line by its stroke", async () => {
      const { page, service } = await opened("light");
      const passed = await paintOf(page, "#shop--origin");
      const line = await paintOf(page, "#cdn--consistency");

      service.push(checkOf("shop", "origin", { status: "failed", datetime: "2026-05-01T14:29:59Z" }));
      await page.getByRole("link", { name: "shop origin: failed" }).waitFor();

      await expect.poll(async () => (await paintOf(page, "#shop--origin")).fill).not.toBe(passed.fill);
      expect((await paintOf(page, "#cdn--edge ellipse")).fill).toBe("rgb(189, 36, 19)");
      expect(line).toEqual({ fill: "none", stroke: "rgb(189, 36, 19)" });
    });

    test("is on paper by night too, where its black letters can be read", async () => {
      const { page } = await opened("dark");

      const ground = await page
        .locator(".diagram-canvas > svg")
        .evaluate((svg) => getComputedStyle(svg).backgroundColor);

      expect(ground).toBe("rgb(251, 246, 234)");
    });
  });

  test("the checks of Remote Settings are all there without a drawing: stars, marks and rows", async () => {
    const text = await readFile(new URL("../../config/mozilla.toml", import.meta.url), "utf8");
    const { definitions } = loadConfig(text, { checks: modules, variables: {}, defaultTtl: 60 });
    const moment = { now: Date.parse(NOW), tickMs: 60_000 };
    const checks = definitions.map((definition) => boardCheckOf(definition, undefined, moment));

    const { page, complaints } = await open(
      { ...boardOf(...checks), agents: [agentOf("vpn")] },
      {
        prepare: (fake) => {
          fake.diagram = "";
        },
      },
    );
    await page.getByText(`None of ${checks.length} checks has run yet`).waitFor();
    await page.locator(".star[data-status]").last().waitFor();

    const names = checks.map(({ project, name }) => `${project}--${name}`).sort();
    const idsOf = (selector: string) =>
      page.locator(selector).evaluateAll((all) => all.map((element) => element.getAttribute("data-check")));
    expect(names.length).toBeGreaterThan(40);
    expect((await idsOf(".star[data-status=pending]")).sort()).toEqual(names);
    expect((await idsOf(".dot")).sort()).toEqual(names);
    expect(await page.locator(".row").count()).toBe(names.length);
    expect(complaints).toEqual([]);
  });
}
