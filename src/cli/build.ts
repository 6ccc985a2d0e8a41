// `npm run build`: the dashboard, from src/ui to public/build.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PUBLIC = join(ROOT, "public");
/** Everything that the page loads, compressed. */
export const MAX_PAGE_BYTES = 90 * 1024;

export interface PageFile {
  readonly path: string;
  readonly bytes: number;
  readonly gzipBytes: number;
}

/** Bundles the page. Throws where the sources do not compile. */
export async function buildPage(): Promise<void> {
  await build({
    absWorkingDir: ROOT,
    entryPoints: { app: "src/ui/main.tsx" },
    outdir: "public/build",
    bundle: true,
    // What only the details of a check need is a file of its own.
    splitting: true,
    chunkNames: "[name]",
    minify: true,
    sourcemap: false,
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
    legalComments: "none",
    logLevel: "warning",
  });
}

/** What the page may load, with its size as it is and as it travels. Pictures of it are for its readers elsewhere. */
export async function measurePage(): Promise<PageFile[]> {
  const entries = await readdir(PUBLIC, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && /\.(html|css|js|svg)$/.test(entry.name));
  return await Promise.all(
    files.map(async ({ parentPath, name }) => {
      const path = join(parentPath, name);
      const content = await readFile(path);
      const gzipBytes = gzipSync(content, { level: 9 }).byteLength;
      return { path: path.slice(PUBLIC.length + 1), bytes: content.byteLength, gzipBytes };
    }),
  );
}

function report(files: readonly PageFile[]): void {
  for (const { path, bytes, gzipBytes } of files) {
    console.log(`${path.padEnd(24)} ${kib(bytes)} ${kib(gzipBytes)} gzip`);
  }
  let total = 0;
  for (const { gzipBytes } of files) total += gzipBytes;
  console.log(
    `${"together".padEnd(24)} ${" ".repeat(9)} ${kib(total)} gzip, of ${kib(MAX_PAGE_BYTES)} at most`,
  );
  if (total > MAX_PAGE_BYTES) process.exitCode = 1;
}

function kib(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KiB`.padStart(9);
}

if (import.meta.main) {
  await buildPage();
  report(await measurePage());
}
