import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import type { Open } from "./dashboard.test.ts";
import { answerOf, boardOf, checkOf } from "./sample_board.ts";
import { MARKDOWN, TEXTS } from "./vectors.ts";

const CHECKS = TEXTS.map((text, index) =>
  checkOf(text, text, {
    status: index % 2 === 0 ? "failed" : "passed",
    description: text,
    summary: text,
    module: text,
    tags: [text],
    agent: text,
    url: text,
  }),
);

export function describeVectors(open: Open): void {
  /** Nothing ran, nothing was asked of another host, and no element is there that is not ours. */
  const expectInert = async (page: Page, requested: readonly string[], complaints: readonly string[]) => {
    expect(await page.evaluate("window.__xss")).toBeUndefined();
    expect(requested.filter((url) => !url.startsWith("http://127.0.0.1"))).toEqual([]);
    expect(
      await page
        .locator("#app :is(script, style, img, iframe, object, embed, form, meta, base, link, video)")
        .count(),
    ).toBe(0);
    expect(
      await page.locator("#app :is([onerror], [onload], [onclick], [onmouseover], [style*=url])").count(),
    ).toBe(0);
    const links = await page
      .locator("a")
      .evaluateAll((all) => all.map((link) => link.getAttribute("href") ?? ""));
    expect(links.filter((href) => !/^($|https?:|mailto:|[/#?])/.test(href))).toEqual([]);
    expect(complaints).toEqual([]);
  };
  const follow = (page: Page) => {
    const requested: string[] = [];
    page.on("request", (request) => requested.push(request.url()));
    return requested;
  };

  describe(`${TEXTS.length + MARKDOWN.length} ways to run a script`, () => {
    test("do nothing as names, descriptions, summaries, tags and agents; all can be read", async () => {
      const board = { ...boardOf(...CHECKS), title: TEXTS.join(" "), problems: [...TEXTS] };
      const { page, complaints } = await open(board, {
        prepare: (fake) => {
          fake.embeds = true;
          fake.diagram = "";
        },
      });
      const requested = follow(page);
      await page.reload();
      await page.locator(".star").first().waitFor();
      await page.locator(".star").first().focus();

      await expectInert(page, requested, complaints);
      const names = await page.locator(".row-name a").allTextContents();
      expect(new Set(names)).toEqual(new Set(TEXTS));
      expect(await page.locator("#app dialog").count()).toBe(0);
    });

    test("do nothing as documentation, data, parameters, errors and titles of bugs; all can be read", async () => {
      const check = checkOf("shop", "origin", { description: MARKDOWN.join(" ") });
      const hostile = [...TEXTS, ...MARKDOWN];
      const bugs = hostile.map((summary, id) => ({
        id,
        summary,
        url: summary,
        status: summary,
        heat: summary,
      }));
      const { page, complaints } = await open(boardOf(check), {
        prepare: ({ answers }) =>
          answers.set(
            check.url,
            answerOf(check, {
              documentation: hostile.join("\n\n"),
              data: Object.fromEntries(hostile.map((text, index) => [`${index} ${text}`, text]).slice(0, 50)),
              parameters: Object.fromEntries(hostile.map((text) => [text, text])),
              troubleshooting: "javascript:window.__xss=1",
              buglist: bugs,
            }),
          ),
      });
      const requested = follow(page);
      await page.goto(`${page.url()}#/shop/origin`);
      const documentation = page.locator(".documentation .markdown");
      await documentation.waitFor();
      for (const link of await documentation.locator("a").all()) await link.hover();

      await expectInert(page, requested, complaints);
      const text = (await documentation.textContent()) ?? "";
      for (const vector of TEXTS.filter((one) => one.startsWith("<"))) {
        expect(text.replace(/\s+/g, " ")).toContain(vector.slice(0, 9).replace(/\s+/g, " "));
      }
      const leaves = await page.locator(".finding .leaf").allTextContents();
      expect(leaves).toEqual(hostile.slice(0, 50));
    });

    test.each(MARKDOWN)("do nothing when what is left of %j is clicked", async (documentation) => {
      const check = checkOf("shop", "origin");
      const { page, service } = await open(boardOf(check), {
        hash: "#/shop/origin",
        prepare: ({ answers }) => answers.set(check.url, answerOf(check, { documentation })),
      });
      const text = page.locator(".documentation .markdown");
      await text.waitFor();

      for (const link of await text.locator("a:not([href^=http])").all()) await link.click();

      expect(await page.evaluate("window.__xss")).toBeUndefined();
      expect(page.url()).toContain(service.url);
    });
  });
}
