import type { Capability } from "../check.ts";
import { featuresOf } from "./curl.ts";

const CURL_TIMEOUT_MS = 5_000;

/** What this machine cannot offer to checks, and what to do about it. */
export async function missingCapabilities(
  command = process.env.CURL_BINARY_PATH ?? "curl",
): Promise<Partial<Record<Capability, string>>> {
  const curl = { command, timeoutMs: CURL_TIMEOUT_MS, signal: AbortSignal.timeout(CURL_TIMEOUT_MS) };
  try {
    await featuresOf(curl);
    return {};
  } catch {
    return { httpVersions: `"${command}" does not run: install curl, or name one with CURL_BINARY_PATH` };
  }
}
