import axe from "axe-core";
import { describe, expect, test } from "vitest";
import type { Open } from "./dashboard.test.ts";
import { agentOf, answerOf, boardOf, checkOf, historyOf } from "./sample_board.ts";

const BROKEN = checkOf("shop", "origin", { status: "failed", description: "The **origin** answers" });
const BOARD = {
  ...boardOf(
    BROKEN,
    checkOf("cdn", "edge", { status: "errored", agent: "vpn" }),
    checkOf("cdn", "consistency", { status: "stale", tags: ["night"] }),
    checkOf("jobs", "export", { status: "pending", since: null, datetime: null, stale_at: null }),
    checkOf("push", "socket"),
  ),
  agents: [
    agentOf("vpn", { state: "silent", backlog: 3, cannot_run: [{ check: "cdn/edge", why: "no key" }] }),
    agentOf("lab", { state: "never", last_seen: null }),
  ],
  problems: ["Cannot configure shop/login: no such module"],
};
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

export function describeAccess(open: Open): void {
  describe("axe finds nothing to complain of", () => {
    const views = ["", "#/shop/origin", "?q=edge", "?wall"];
    const schemes = ["light", "dark"] as const;

    test.each(schemes.flatMap((scheme) => views.map((view) => [scheme, view] as const)))(
      "by %s in /%s",
      async (colorScheme, hash) => {
        const { page } = await open(BOARD, {
          colorScheme,
          hash,
          reducedMotion: "reduce",
          // axe writes styles into the page.
          bypassCSP: true,
          prepare: ({ answers }) => {
            const data = { a: [{ b: "https://x.example/" }], c: "text" };
            answers.set(BROKEN.url, answerOf(BROKEN, { data }));
            answers.set(`${BROKEN.url}/history`, { status: 200, body: historyOf(BROKEN) });
          },
        });
        await page.getByRole("link", { name: "shop origin: failed" }).waitFor();
        if (hash.startsWith("#")) await page.locator(".plot canvas").waitFor();

        await page.evaluate(axe.source);
        const found = await page.evaluate<axe.AxeResults>(`axe.run({ runOnly: ${JSON.stringify(RULES)} })`);

        expect(textsOf(found)).toEqual([]);
      },
    );
  });
}

function textsOf({ violations }: axe.AxeResults): string[] {
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" | ")}`,
  );
}
