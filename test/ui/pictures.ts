// `npm run pictures`: the two of README, from the sample configuration with a CDN that fails.
import { readFile, writeFile } from "node:fs/promises";
import type { Browser } from "playwright-core";
import { checks as modules } from "../../checks/mod.ts";
import { buildPage } from "../../src/cli/build.ts";
import { loadConfig } from "../../src/config.ts";
import { idOf } from "../../src/definition.ts";
import type { BoardDocument } from "../../src/show/board_document.ts";
import { sanitiseDiagram } from "../../src/show/diagram.ts";
import { agentOf, boardOf, checkOf } from "./sample_board.ts";
import { startBrowser, visitPage } from "./visit.ts";

const ROOT = new URL("../../", import.meta.url);
const SIZE = { width: 1280, height: 872 };
const SHARPNESS = 1.5;
const QUALITY = 0.84;
const FAILED = {
  status: "failed",
  since: "2026-05-01T14:02:00Z",
  summary: '{"min_age":412,"max_age":1680}',
  value: 1680,
} as const;
const FAILING: ReadonlySet<string> = new Set(["cdn/age", "cdn/consistency"]);

await buildPage();
const board = await sampleBoard();
const diagram = sanitiseDiagram(await readFile(new URL("config/diagram.svg", ROOT), "utf8")).svg;
const browser = await startBrowser();
for (const [name, colorScheme] of [
  ["night", "dark"],
  ["day", "light"],
] as const) {
  const { page, end } = await visitPage(browser, board, {
    viewport: SIZE,
    deviceScaleFactor: SHARPNESS,
    reducedMotion: "reduce",
    colorScheme,
    prepare: (fake) => {
      fake.diagram = diagram;
    },
  });
  await page.getByText("live", { exact: true }).first().waitFor();
  await page.locator("[data-status] .core").first().waitFor();
  // Without the place of the scrollbar.
  const width = await page.evaluate(() => document.documentElement.clientWidth);
  const clip = { x: 0, y: 0, width, height: SIZE.height };
  const picture = await webp(browser, await page.screenshot({ animations: "disabled", clip }));
  await writeFile(new URL(`public/screenshots/${name}.webp`, ROOT), picture);
  await end();
}
await browser.close();

async function sampleBoard(): Promise<BoardDocument> {
  const text = await readFile(new URL("config/config.toml", ROOT), "utf8");
  const { definitions } = loadConfig(text, { checks: modules, variables: {}, defaultTtl: 60 });
  const checks = definitions.map((definition) => {
    const { project, name, description, tags, agent = null } = definition;
    const state = FAILING.has(idOf(definition)) ? FAILED : {};
    return checkOf(project, name, { description, tags: [...tags], agent, ...state });
  });
  const names = new Set(checks.flatMap(({ agent }) => agent ?? []));
  const agents = [...names].map((name) =>
    agentOf(name, { checks: checks.filter((one) => one.agent === name).length }),
  );
  return { ...boardOf(...checks), title: "The almanac", environment: "local", agents };
}

/** The browser's own encoder. */
async function webp(encoder: Browser, png: Buffer): Promise<Buffer> {
  const page = await encoder.newPage();
  const url = await page.evaluate(encode, {
    source: `data:image/png;base64,${png.toString("base64")}`,
    quality: QUALITY,
  });
  await page.close();
  return Buffer.from(url.slice(url.indexOf(",") + 1), "base64");
}

async function encode({ source, quality }: { source: string; quality: number }): Promise<string> {
  const image = new Image();
  image.src = source;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.width;
  canvas.height = image.height;
  canvas.getContext("2d")?.drawImage(image, 0, 0);
  return canvas.toDataURL("image/webp", quality);
}
