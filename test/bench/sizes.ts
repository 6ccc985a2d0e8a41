import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Row } from "./rows.ts";
import { bundle } from "./runtime.ts";

const PAGE_KIB = 90;

/** What is uploaded, and what a browser downloads, compressed. */
export function measureSizes(): Row[] {
  const { folder, files } = bundle("wrangler.toml");
  const worker = gzipKib(files.map((file) => join(folder, file)));
  const page = gzipKib(
    readdirSync("public", { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(html|css|js|svg)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  return [
    { what: "Worker bundle, KiB gzip", measured: worker.toFixed(1), goal: "" },
    {
      what: "page with all its files, KiB gzip",
      measured: page.toFixed(1),
      goal: `≤ ${PAGE_KIB}`,
      reached: page <= PAGE_KIB,
    },
  ];
}

function gzipKib(paths: readonly string[]): number {
  return paths.map((path) => gzipSync(readFileSync(path)).length).reduce((sum, size) => sum + size, 0) / 1024;
}
