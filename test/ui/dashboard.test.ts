// One browser for all that is seen in one: it takes longer to start than any of these tests.
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe } from "vitest";
import { buildPage } from "../../src/cli/build.ts";
import type { BoardDocument } from "../../src/show/board_document.ts";
import { describeAccess } from "./access.suite.ts";
import { describeActions } from "./actions.suite.ts";
import { describeAgents } from "./agents.suite.ts";
import { describeBugs } from "./bugs.suite.ts";
import { describeDetails } from "./details.suite.ts";
import { describeDiagram } from "./diagram.suite.ts";
import { describeDrawings } from "./drawings.suite.ts";
import { describeField } from "./field.suite.ts";
import { describeFilters } from "./filters.suite.ts";
import { describeHistory } from "./history.suite.ts";
import { describeHostility } from "./hostility.suite.ts";
import { describeLive } from "./live.suite.ts";
import { describeOverview } from "./overview.suite.ts";
import { describeTheme } from "./theme.suite.ts";
import { describeTrouble } from "./trouble.suite.ts";
import { describeVectors } from "./vectors.suite.ts";
import { startBrowser, type Visit, type VisitOptions, visitPage } from "./visit.ts";

/** How the suites open the page. */
export type Open = (board: BoardDocument, options?: VisitOptions) => Promise<Visit>;

describe("The dashboard", () => {
  let browser: Browser;
  const visits: Visit[] = [];
  const open: Open = async (board, options) => {
    const visit = await visitPage(browser, board, options);
    visits.push(visit);
    return visit;
  };

  beforeAll(async () => {
    await buildPage();
    browser = await startBrowser();
  });
  afterEach(async () => {
    for (const visit of visits.splice(0)) await visit.end();
  });
  afterAll(async () => await browser.close());

  describeOverview(open);
  describeLive(open);
  describeDiagram(open);
  describeDrawings(open);
  describeFilters(open);
  describeField(open);
  describeAgents(open);
  describeDetails(open);
  describeBugs(open);
  describeActions(open);
  describeHistory(open);
  describeHostility(open);
  describeVectors(open);
  describeTrouble(open);
  describeTheme(open);
  describeAccess(open);
});
