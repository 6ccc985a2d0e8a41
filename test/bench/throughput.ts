import autocannon from "autocannon";
import type { Row } from "./rows.ts";
import { startRuntime } from "./runtime.ts";

const CONFIG = `
[checks.shop.home]
description = "The shop answers"
module = "checks.core.heartbeat"
ttl = 3600
tags = ["critical"]
params.url = "http://127.0.0.1:9/"
`;
const PATH = "/checks/shop/home";
// Short rounds in turns: what else the machine does meets both.
const ROUNDS = 21;
const SECONDS = 1;

/**
 * Requests a second of a fresh check's endpoint against those of a bare Hono Worker with a like answer. In turns, so that
 * both meet the same machine; the median of the rounds' ratios.
 */
export async function measureThroughput(): Promise<Row[]> {
  const ours = await startRuntime("wrangler.toml", { CONFIG, REQUESTS_MAX_RETRIES: "0" });
  const bare = await startRuntime("test/bench/bare/wrangler.toml");
  const rounds: { ours: number; bare: number }[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const result = { ours: await requestsPerSecond(ours.url), bare: await requestsPerSecond(bare.url) };
    // The first warms both up.
    if (round > 0) rounds.push(result);
  }
  await Promise.all([ours.stop(), bare.stop()]);
  const ratio = median(rounds.map((round) => round.ours / round.bare));
  return [
    {
      what: "requests/s, fresh GET /checks/{p}/{c}",
      measured: Math.round(median(rounds.map((round) => round.ours))).toString(),
      goal: `bare Hono: ${Math.round(median(rounds.map((round) => round.bare)))}`,
    },
    {
      what: "  ratio to a bare Hono Worker",
      measured: ratio.toFixed(2),
      goal: "≥ 0.80",
      reached: ratio >= 0.8,
    },
  ];
}

async function requestsPerSecond(url: URL): Promise<number> {
  const result = await autocannon({ url: new URL(PATH, url).href, connections: 20, duration: SECONDS });
  if (result.errors > 0) throw new Error(`Cannot measure ${url}: ${result.errors} requests failed`);
  return result.requests.average;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
