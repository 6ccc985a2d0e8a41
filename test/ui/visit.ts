import chromium from "@sparticuz/chromium";
import { type Browser, type BrowserContextOptions, type Page, chromium as playwright } from "playwright-core";
import type { BoardDocument } from "../../src/show/board_document.ts";
import { type FakeService, startFakeService } from "./fake_service.ts";
import { DIAGRAM, NOW } from "./sample_board.ts";

// Made for a place that runs one page and ends: the first would end the browser with its first page, the second takes
// away what the tests are about.
const UNWANTED = new Set(["--single-process", "--disable-web-security"]);

export async function startBrowser(): Promise<Browser> {
  return await playwright.launch({
    args: chromium.args.filter((argument) => !UNWANTED.has(argument)),
    executablePath: await chromium.executablePath(),
    headless: true,
  });
}

export interface VisitOptions extends BrowserContextOptions {
  readonly hash?: string;
  /** The clock of the reader's machine. */
  readonly clock?: string;
  /** Runs in the page before its own scripts. */
  readonly script?: () => void;
  /** Changes what the service answers before the page asks. */
  readonly prepare?: (service: FakeService) => void;
}

export interface Visit {
  readonly page: Page;
  readonly service: FakeService;
  /** What the browser complained of, refused requests and statuses aside. */
  readonly complaints: readonly string[];
  readonly end: () => Promise<void>;
}

/** Opens the dashboard of a service with these checks, at a time that the test moves. */
export async function visitPage(
  browser: Browser,
  board: BoardDocument,
  options: VisitOptions = {},
): Promise<Visit> {
  const { hash = "", clock = NOW, prepare, script, ...contextOptions } = options;
  const service = await startFakeService(board);
  service.diagram = DIAGRAM;
  prepare?.(service);
  const context = await browser.newContext({ locale: "en-GB", timezoneId: "UTC", ...contextOptions });
  if (script) await context.addInitScript(script);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (/policy|trusted|preload/i.test(message.text())) complaints.push(message.text());
  });
  await page.clock.install({ time: clock });
  await page.goto(`${service.url}/${hash}`);
  const end = async () => {
    await context.close();
    await service.close();
  };
  return { page, service, complaints, end };
}
