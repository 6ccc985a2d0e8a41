import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BoardDocument } from "../../src/show/board_document.ts";
import { pageWithBoard, scriptData } from "../../src/worker/answers/page.ts";
import { json, startTarget, type TargetServer } from "../target_server.ts";
import { startWorker, type WorkerUnderTest } from "./harness.ts";

const HOSTILE = "</script><script>alert(1)</script><!--";
const HTML = { headers: { accept: "text/html,application/xhtml+xml" } };

describe("The page, as the Worker serves it", () => {
  let target: TargetServer;
  let worker: WorkerUnderTest;

  beforeAll(async () => {
    target = await startTarget({ "/ok": json("fine") });
    worker = await startWorker(`
      [checks.shop.home]
      description = "${HOSTILE}"
      module = "checks.core.heartbeat"
      params.url = "${target.origin}/ok"
    `);
  });
  afterAll(async () => {
    await worker.close();
    await target.close();
  });

  test("holds the state of the checks, and is never answered from a copy", async () => {
    const response = await worker.fetch("/", HTML);
    const text = await response.text();
    const data = /<script type="application\/json" id="board">(.*?)<\/script>/s.exec(text)?.[1] ?? "";

    expect(BoardDocument.parse(JSON.parse(data)).checks[0]?.description).toBe(HOSTILE);
    expect(response.headers.get("cache-control")).toBe("no-cache");
    expect(response.headers.get("etag")).toBeNull();
  });

  test.each(["/style.css", "/icons/failed.svg", "/board", "/checks/shop/home", "/nowhere"])(
    "and %s may be read by everybody, and run nothing",
    async (path) => {
      const { headers } = await worker.fetch(path);

      expect(headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("access-control-allow-origin")).toBe("*");
      expect(headers.get("access-control-expose-headers")).toBe("ETag");
    },
  );

  test("is under the policy of all answers", async () => {
    const { headers } = await worker.fetch("/", HTML);

    expect(headers.get("content-security-policy")).toContain("script-src 'self';");
  });
});

describe("pageWithBoard", () => {
  test.each([
    ["does not answer", () => new Promise<never>(() => {})],
    ["fails", () => Promise.reject(new Error("overloaded"))],
  ])("serves the page all the same where the Board %s", async (_, board) => {
    const page = Promise.resolve(new Response("<html>"));

    const response = await pageWithBoard({ page, board: board() });

    expect(await response.text()).toBe("<html>");
  });

  test("lets no text end the element that it stands in", () => {
    const text = scriptData({ name: HOSTILE });

    expect(text).not.toContain("<");
    expect(JSON.parse(text)).toEqual({ name: HOSTILE });
  });
});
