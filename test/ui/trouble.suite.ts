import { describe, expect, test } from "vitest";
import type { Open } from "./dashboard.test.ts";
import { answerOf, boardOf, checkOf, historyOf } from "./sample_board.ts";

const ORIGIN = checkOf("shop", "origin");
const BOARD = boardOf(ORIGIN);
const HTML = "<html><h1>502 Bad Gateway</h1></html>";

export function describeTrouble(open: Open): void {
  describe("the first state", () => {
    test("comes with the page, before anything else answers", async () => {
      const { page, complaints } = await open(
        boardOf(checkOf("shop", "origin", { description: "</script><script>window.__xss=1</script>$&" })),
        {
          prepare: (fake) => {
            fake.embeds = true;
            fake.silent.add("/board").add("/diagram.svg");
          },
        },
      );

      await page.getByText("The check passes").waitFor();

      expect(await page.locator(".row-description").textContent()).toContain("</script>");
      expect(await page.evaluate("window.__xss")).toBeUndefined();
      expect(complaints).toEqual([]);
    });

    test("costs a request each for the page, its style, its scripts, the drawing and the icon", async () => {
      const { page, service } = await open(BOARD, {
        prepare: (fake) => {
          fake.embeds = true;
        },
      });
      await page.getByText("live", { exact: true }).waitFor();

      const paths: string[] = [];
      page.on("request", (request) => paths.push(new URL(request.url()).pathname));
      await page.reload();
      await page.getByRole("link", { name: "shop origin: passed" }).waitFor();

      expect(paths.filter((path) => !path.startsWith("/icons/") && path !== "/board").sort()).toEqual([
        "/",
        "/build/app.js",
        "/build/uPlot.esm.js",
        "/diagram.svg",
        "/style.css",
      ]);
      expect(service.url).toContain("127.0.0.1");
    });

    test("comes in a POSIX locale too, whose name is no language", async () => {
      const { page, complaints } = await open(BOARD, {
        locale: "en-US@posix",
        hash: "#/shop/origin",
        prepare: ({ answers }) => {
          answers.set(ORIGIN.url, answerOf(ORIGIN));
          answers.set(`${ORIGIN.url}/history`, { status: 200, body: historyOf(ORIGIN) });
        },
      });

      await page.getByText("The check passes").waitFor();
      await page.locator(".plot canvas").waitFor();

      expect(complaints).toEqual([]);
    });

    test("is waited for in words, where the service is slow", async () => {
      const { page } = await open(BOARD, { prepare: (fake) => void fake.silent.add("/board") });

      await page.getByText("Waiting for the first light…").waitFor();

      expect(await page.locator(".connection").textContent()).toBe("connecting");
    });

    test("is honest about a service that never answers", async () => {
      const { page } = await open(BOARD, {
        prepare: (fake) => {
          fake.answers.set("/board", { status: 502, body: HTML, type: "text/html" });
          fake.sockets = false;
        },
      });

      await page.getByText("connection lost", { exact: true }).waitFor();
      expect(await page.title()).toBe("Poucave");
    });
  });

  describe("the details, where the endpoint of the check", () => {
    test.each([
      ["answers HTML", { status: 502, body: HTML, type: "text/html" }, "answered 502, not JSON"],
      ["answers an error", { status: 503, body: { error: "Cannot answer now" } }, "Cannot answer now"],
      ["answers something else", { status: 200, body: [1, 2] }, "the answer is no object"],
      [
        "answers JSON that ends too early",
        { status: 200, body: '{"data":', type: "application/json" },
        "JSON",
      ],
    ])("%s, say so and keep what the board knows", async (_, answer, message) => {
      const { page } = await open(BOARD, {
        hash: "#/shop/origin",
        prepare: ({ answers }) => answers.set(ORIGIN.url, answer),
      });
      const dialog = page.getByRole("dialog", { name: "origin" });

      await dialog.getByText(message).first().waitFor();

      expect(await dialog.textContent()).toContain("What origin promises");
      expect(await dialog.textContent()).toContain("checks.core.heartbeat");
    });

    test("is silent, show what the board knows meanwhile", async () => {
      const { page } = await open(BOARD, {
        hash: "#/shop/origin",
        prepare: (fake) => void fake.silent.add(ORIGIN.url),
      });

      await page.getByRole("dialog", { name: "origin" }).getByText("checks.core.heartbeat").waitFor();
    });

    test("has 5,000 entries of data, stay quick", async () => {
      const data = { nodes: Array.from({ length: 5000 }, (_, id) => ({ id, text: "x".repeat(2000) })) };
      const { page } = await open(BOARD, {
        hash: "#/shop/origin",
        prepare: ({ answers }) => answers.set(ORIGIN.url, answerOf(ORIGIN, { data })),
      });

      await page.locator("summary", { hasText: "5000 items" }).click();

      await page.getByRole("button", { name: "Show 4950 more" }).waitFor();
      expect(await page.locator(".details *").count()).toBeLessThan(1000);
    });
  });

  test("a thousand checks are shown, filtered and laid out", async () => {
    const many = Array.from({ length: 1000 }, (_, index) =>
      checkOf(`project-${index % 40}`, `check-${index}`, { status: index === 500 ? "failed" : "passed" }),
    );
    const { page } = await open(boardOf(...many), {
      prepare: (fake) => {
        fake.diagram = "";
      },
    });
    await page.getByText("1 of 1000 checks fails").waitFor();

    await page.keyboard.press("/");
    await page.keyboard.type("check-77");

    await page.getByText("11 of 1000 checks", { exact: true }).waitFor();
    expect(await page.locator(".row").count()).toBe(11);
    expect(await page.locator(".star").count()).toBe(1000);
  });
}
