import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { contentOf } from "../../checks/remotesettings/_signed_content.ts";
import { createSigner } from "../content_signer.ts";
import type { Row } from "./rows.ts";
import { type Runtime, startRuntime } from "./runtime.ts";

const COLLECTIONS = 150;
/** From 1 to 512 records a collection, about 100 in the mean. */
const SIZES = 10;
const ROUNDS = 3;
const NEWEST = Date.parse("2026-11-22T12:00:00Z");
const REFRESH_SECRET = "bench";
// Of a Worker: https://developers.cloudflare.com/workers/platform/limits/
const MAX_REQUESTS = 10_000;
const MAX_CPU_MS = 30_000;
const MAX_MEMORY_MIB = 128;

/** A run of checks that ask for every collection of a server, within the limits of a Worker. */
export async function measureRemoteSettings(): Promise<Row[]> {
  const server = await startServer();
  try {
    const timestamps = await limited(() => measureCheck("changes_timestamps", server));
    const signatures = await limited(() => measureCheck("validate_signatures", server));
    const unlimited = await measureCheck("validate_signatures", server);
    return [
      ...rowsOf("changes_timestamps", timestamps),
      ...rowsOf("validate_signatures", signatures),
      {
        what: "  the same where V8 need not collect garbage",
        measured: unlimited.memory.toFixed(0),
        goal: "",
      },
    ];
  } finally {
    server.stop();
  }
}

/** With the heap of a Worker in production: V8 collects garbage when it must, and workerd alone sets it no limit. */
async function limited<T>(measure: () => Promise<T>): Promise<T> {
  process.env.MINIFLARE_WORKERD_V8_FLAGS = `--max-heap-size=${MAX_MEMORY_MIB}`;
  try {
    return await measure();
  } finally {
    delete process.env.MINIFLARE_WORKERD_V8_FLAGS;
  }
}

type Server = Awaited<ReturnType<typeof startServer>>;

async function measureCheck(module: string, server: Server): Promise<Measured> {
  const CONFIG = configFor(module, server.url);
  const runtime = await startRuntime("wrangler.toml", { CONFIG, REFRESH_SECRET });
  try {
    await runtime.metrics();
    const idle = runtime.memory.resetPeak();
    // The first run warms up; the memory that it takes counts.
    await runOnce(runtime, module);
    const before = { requests: server.requests(), cpu: runtime.cpuMs() };
    const startedAt = performance.now();
    for (let round = 0; round < ROUNDS; round += 1) await runOnce(runtime, module);
    return {
      wall: (performance.now() - startedAt) / ROUNDS,
      cpu: (runtime.cpuMs() - before.cpu) / ROUNDS,
      requests: (server.requests() - before.requests) / ROUNDS,
      memory: runtime.memory.peak() - idle,
    };
  } finally {
    await runtime.stop();
  }
}

function configFor(module: string, url: string): string {
  return `
    [checks.bench.${module}]
    description = "All collections"
    module = "checks.remotesettings.${module}"
    ttl = 3600
    params.server = "${url}"
    ${module === "validate_signatures" ? 'params.buckets = ["main"]' : ""}`;
}

async function runOnce({ url }: Runtime, module: string): Promise<void> {
  const response = await fetch(new URL(`/checks/bench/${module}/refresh`, url), {
    method: "POST",
    headers: { authorization: `Bearer ${REFRESH_SECRET}` },
  });
  const answer = await response.text();
  if (response.status !== 200) throw new Error(`Cannot measure ${module}: ${answer}`);
}

interface Measured {
  readonly wall: number;
  readonly cpu: number;
  readonly requests: number;
  readonly memory: number;
}

function rowsOf(module: string, { wall, cpu, requests, memory }: Measured): Row[] {
  return [
    { what: `${module} of ${COLLECTIONS} collections, wall ms`, measured: wall.toFixed(0), goal: "" },
    {
      what: "  workerd CPU ms",
      measured: cpu.toFixed(0),
      goal: `≤ ${MAX_CPU_MS}`,
      reached: cpu <= MAX_CPU_MS,
    },
    {
      what: "  requests",
      measured: requests.toString(),
      goal: `≤ ${MAX_REQUESTS}`,
      reached: requests <= MAX_REQUESTS,
    },
    {
      what: "  peak memory above idle, MiB",
      measured: memory.toFixed(0),
      goal: `≤ ${MAX_MEMORY_MIB}`,
      reached: memory <= MAX_MEMORY_MIB,
    },
  ];
}

/** Signed collections on loopback: what is asked for is told by the path alone, and by a `_limit`. */
async function startServer() {
  let requests = 0;
  const answers = new Map<string, string>();
  const server = createServer(({ url = "" }, response) => {
    requests += 1;
    const [path = "", query = ""] = url.split("?");
    const body = answers.get(query.includes("_limit=1") ? `${path} first` : path);
    response.writeHead(body === undefined ? 404 : 200, { "content-type": "application/json" }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  for (const [path, body] of documentsOf(origin)) answers.set(path, body);
  return {
    url: `${origin}/v1`,
    requests: () => requests,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function* documentsOf(origin: string): Generator<[path: string, body: string]> {
  const { chain, sign } = createSigner();
  yield ["/chain", chain];
  const entries = Array.from({ length: COLLECTIONS }, (_, index) => ({
    bucket: "main",
    collection: `c${index}`,
    last_modified: NEWEST - index,
  }));
  yield ["/v1/buckets/monitor/collections/changes/changeset", JSON.stringify({ changes: entries })];
  for (const [index, { collection, last_modified: timestamp }] of entries.entries()) {
    const changes = recordsOf(2 ** (index % SIZES));
    const signature = sign([...contentOf({ timestamp, changes })].join(""));
    const metadata = { id: collection, bucket: "main", signatures: [{ signature, x5u: `${origin}/chain` }] };
    const path = `/v1/buckets/main/collections/${collection}/changeset`;
    yield [path, JSON.stringify({ metadata, timestamp, changes })];
    yield [`${path} first`, JSON.stringify({ metadata, timestamp, changes: changes.slice(0, 1) })];
  }
}

/** Of about half a kilobyte each. */
function recordsOf(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    id: `record-${index}`,
    last_modified: NEWEST - index,
    schema: NEWEST,
    title: "Überschrift 😀 ".repeat(10),
    filter_expression: "env.version|versionCompare('115.0') >= 0 && ".repeat(4),
    attachment: { hash: "0".repeat(64), size: index, location: `main/${index}.bin`, mimetype: "image/png" },
  }));
}
