import { describe, expect, test } from "vitest";
import type { Open } from "./dashboard.test.ts";
import { answerOf, boardOf, checkOf } from "./sample_board.ts";

const MARKUP = `<img src=x onerror="window.__xss=1"><script>window.__xss=1</script>"'\`{{7*7}}`;

/** What a drawing could do if it were believed; the elements around it must still be shown. */
const VECTORS = [
  "<script>window.__xss=1</script>",
  "<script href='data:text/javascript,window.__xss=1'/>",
  "<g onload='window.__xss=1' onclick='window.__xss=1'/>",
  "<foreignObject><iframe srcdoc='&lt;script&gt;parent.__xss=1&lt;/script&gt;'></iframe></foreignObject>",
  "<a href='javascript:window.__xss=1'><text y='20' id='trap'>click</text></a>",
  "<a xlink:href='javascript:window.__xss=1'><circle r='9'/></a>",
  "<image href='http://evil.example/a.png' onerror='window.__xss=1'/>",
  "<use href='http://evil.example/a.svg#b'/>",
  "<animate attributeName='href' values='javascript:window.__xss=1'/>",
  "<set attributeName='onmouseover' to='window.__xss=1'/>",
  "<style>@import 'http://evil.example/a.css'; * { fill: url(http://evil.example/b) }</style>",
  "<rect fill='url(http://evil.example/c#d)' style='background:url(http://evil.example/e)'/>",
  "<title><img src=x onerror='window.__xss=1'></title>",
  "<svg><p><style><img src='</style><img src=x onerror=window.__xss=1>'></style></p></svg>",
];

export function describeHostility(open: Open): void {
  describe("with hostile input", () => {
    test("shows names, texts and data as they are, and runs nothing", async () => {
      const hostile = checkOf(MARKUP, MARKUP, {
        status: "failed",
        description: MARKUP,
        summary: MARKUP,
        module: MARKUP,
        tags: [MARKUP],
        agent: MARKUP,
        url: "javascript:window.__xss=1",
      });
      const more = { data: { [MARKUP]: MARKUP }, documentation: MARKUP, parameters: { [MARKUP]: MARKUP } };
      const path = `/checks/${encodeURIComponent(MARKUP)}/${encodeURIComponent(MARKUP)}`;
      const board = { ...boardOf(hostile), title: MARKUP, environment: MARKUP, problems: [MARKUP] };

      const { page, complaints } = await open(board, {
        hash: path.replace("/checks", "#"),
        prepare: ({ answers }) => answers.set(path, answerOf(hostile, more)),
      });
      await page.locator(".documentation").getByText(MARKUP).waitFor();

      expect(await page.evaluate("window.__xss")).toBeUndefined();
      expect(await page.locator("#app img, #app script").count()).toBe(0);
      expect(await page.locator("a[href^='javascript']").count()).toBe(0);
      expect(complaints).toEqual([]);
    });

    test("shows a drawing without what could run or load something", async () => {
      const { page, service, complaints } = await open(boardOf(checkOf("shop", "origin")), {
        prepare: (fake) => {
          fake.diagram = fake.diagram.replace("</svg>", `${VECTORS.join("")}</svg>`);
        },
      });
      const requested: string[] = [];
      page.on("request", (request) => requested.push(request.url()));

      await page.reload();
      await page.getByRole("link", { name: "shop origin: passed" }).waitFor();
      await page.locator("#trap").click({ force: true });

      expect(await page.evaluate("window.__xss")).toBeUndefined();
      expect(requested.filter((url) => !url.startsWith(service.url))).toEqual([]);
      // The parser refuses inline styles before they can be taken out.
      expect(complaints.filter((text) => !text.includes("inline style"))).toEqual([]);
    });

    test("keeps what a drawing refers to in itself", async () => {
      const { page } = await open(boardOf(checkOf("shop", "origin")), {
        prepare: (fake) => {
          fake.diagram = fake.diagram.replace(
            "</svg>",
            `<symbol id="dish"><circle r="4"/></symbol><use href="#dish"/><rect fill="url(#glow)"/></svg>`,
          );
        },
      });
      await page.getByRole("link", { name: "shop origin: passed" }).waitFor();

      expect(await page.locator(".diagram-canvas use").getAttribute("href")).toBe("#dish");
      expect(await page.locator(".diagram-canvas rect").getAttribute("fill")).toBe("url(#glow)");
    });

    test("scales a drawing that has only a size", async () => {
      const { page } = await open(boardOf(checkOf("shop", "origin")), {
        prepare: (fake) => {
          fake.diagram = `<svg width="300" height="100"><rect id="shop--origin" width="9" height="9"/></svg>`;
        },
      });

      await page.getByRole("link", { name: "shop origin: passed" }).waitFor();

      expect(await page.locator(".diagram-canvas svg").getAttribute("viewBox")).toBe("0 0 300 100");
    });

    test("stays as it is when a message is not ours", async () => {
      const { page, service, complaints } = await open(boardOf(checkOf("shop", "origin")));
      await page.getByText("live", { exact: true }).waitFor();

      service.send("<html>", '{"type":"checks","now":1,"checks":[{"project":{}}]}', "null");
      service.push(checkOf("shop", "origin", { status: "failed", datetime: "2026-05-01T14:29:59Z" }));

      await page.getByRole("link", { name: "shop origin: failed" }).waitFor();
      expect(complaints).toEqual([]);
    });

    test("says why where the board is none", async () => {
      const { page, service } = await open(boardOf(checkOf("shop", "origin")));
      await page.getByText("live", { exact: true }).waitFor();

      service.answers.set("/board", { status: 503, body: { error: "Cannot read the board" } });
      service.drop();

      await page.getByText("connection lost", { exact: true }).waitFor();
      expect(await page.getByText("connection lost", { exact: true }).getAttribute("title")).toMatch(
        /^Cannot read \/board/,
      );
      expect(await page.locator(".row").count()).toBe(1);
    });
  });
}
