import type { Browser, Page } from "playwright-core";
import { buildPage } from "../../src/cli/build.ts";
import type { BoardCheck } from "../../src/show/board_document.ts";
import { type FakeService, startFakeService } from "../ui/fake_service.ts";
import { boardOf, checkOf, DIAGRAM } from "../ui/sample_board.ts";
import { startBrowser } from "../ui/visit.ts";
import type { Row } from "./rows.ts";

const ROUNDS = 3;
/** As many as in an hour in which a check changes each second. */
const CHANGES = 3600;
const MAX_GROWTH_MIB = 10;
const LATER = "2036-01-01T00:00:00Z";

/** The dashboard in Chromium: how soon it shows the first state, how soon it filters, and what an hour costs it. */
export async function measurePage(): Promise<Row[]> {
  await buildPage();
  const browser = await startBrowser();
  const rows = [
    ...(await measureChecks(browser, 30, DIAGRAM)),
    ...(await measureChecks(browser, 1000, DIAGRAM)),
    ...(await measureChecks(browser, 1000, "")),
  ];
  rows.push(await measureHour(browser));
  await browser.close();
  return rows;
}

async function measureChecks(browser: Browser, count: number, diagram: string): Promise<Row[]> {
  const service = await serviceOf(count, diagram);
  const rounds: Awaited<ReturnType<typeof visit>>[] = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await visit(browser, service, count));
  await service.close();
  const best = (key: "state" | "all" | "filter") =>
    `${Math.round(Math.min(...rounds.map((round) => round[key])))}`;
  const what = `page with ${count} checks${diagram === "" ? " and no drawing" : ""}`;
  return [
    { what: `${what}, ms to the first state`, measured: best("state"), goal: "" },
    { what: `${what}, ms to the last row`, measured: best("all"), goal: "" },
    { what: `${what}, ms to filter`, measured: best("filter"), goal: "" },
    { what: `${what}, requests`, measured: `${rounds[0]?.requests}`, goal: "" },
  ];
}

async function serviceOf(count: number, diagram = DIAGRAM): Promise<FakeService> {
  const checks = Array.from({ length: count }, (_, index) =>
    checkOf(`project-${index % 25}`, `check-${index}`, { stale_at: LATER }),
  );
  const service = await startFakeService({ ...boardOf(...checks), now: new Date().toISOString() });
  service.diagram = diagram;
  service.embeds = true;
  return service;
}

async function visit(browser: Browser, { url }: FakeService, count: number) {
  const page = await browser.newPage();
  await page.addInitScript(watchRows, count);
  await page.goto(url);
  await page.waitForFunction(() => performance.getEntriesByName("all").length > 0);
  const at = (name: string) =>
    page.evaluate((mark) => performance.getEntriesByName(mark)[0]?.startTime ?? Number.NaN, name);
  const [state, all] = [await at("state"), await at("all")];
  const filter = await page.evaluate(filtered);
  const requests = await page.evaluate(() => performance.getEntriesByType("resource").length + 1);
  await page.close();
  return { state, all, filter, requests };
}

/** Notes when the sentence, the marks and the first rows were on the screen, and when all rows: two frames after they were added. */
function watchRows(count: number): void {
  const waiting = new Map([
    ["state", 1],
    ["all", count],
  ]);
  const observer = new MutationObserver(() => {
    const rows = document.querySelectorAll(".row").length;
    for (const [name, least] of waiting) {
      if (rows < least) continue;
      waiting.delete(name);
      requestAnimationFrame(() => requestAnimationFrame(() => performance.mark(name)));
    }
    if (waiting.size === 0) observer.disconnect();
  });
  observer.observe(document, { childList: true, subtree: true });
}

async function filtered(): Promise<number> {
  const input = document.querySelector("input");
  const start = performance.now();
  if (input) input.value = "check-7";
  input?.dispatchEvent(new Event("input", { bubbles: true }));
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  return performance.now() - start;
}

async function measureHour(browser: Browser): Promise<Row> {
  const service = await serviceOf(300);
  const page = await browser.newPage();
  await page.goto(service.url);
  await page.getByText("live", { exact: true }).waitFor();
  const before = await heapMib(page);
  for (let change = 0; change < CHANGES; change += 1) service.push(changed(service.board.checks, change));
  await page.getByText("is the last", { exact: false }).first().waitFor();
  const growth = (await heapMib(page)) - before;
  await page.close();
  await service.close();
  return {
    what: `page after ${CHANGES} changes, MiB more`,
    measured: growth.toFixed(1),
    goal: `≤ ${MAX_GROWTH_MIB}`,
    reached: growth <= MAX_GROWTH_MIB,
  };
}

function changed(checks: readonly BoardCheck[], change: number): BoardCheck {
  const check = checks[change % checks.length] ?? checkOf("none", "none");
  const status = change % 3 === 0 ? "failed" : "passed";
  const summary = change === CHANGES - 1 ? "this is the last" : `${change}`;
  return { ...check, status, summary, datetime: new Date(Date.now() + change * 1000).toISOString() };
}

async function heapMib(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  return usedSize / 2 ** 20;
}
