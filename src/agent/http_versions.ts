import type { Host, Scope } from "../host.ts";
import { parseUrl } from "../http/request.ts";
import { checkTarget, placeOf } from "../http/target.ts";
import { type Answer, askWith, type Curl, featuresOf } from "./curl.ts";

interface Version {
  /** As curl prints `%{http_version}`. */
  readonly version: string;
  readonly flag: string;
  /** What curl must have been built with. */
  readonly feature?: string;
}

const VERSIONS: readonly Version[] = [
  { version: "1", flag: "--http1.0" },
  { version: "1.1", flag: "--http1.1" },
  { version: "2", flag: "--http2", feature: "HTTP2" },
  // `--http3` would let an HTTP/2 that is quicker win.
  { version: "3", flag: "--http3-only", feature: "HTTP3" },
];

/** Exit codes that say nothing on the version: no name, no connection, no time, no trust. */
const UNREACHABLE = [6, 7, 28, 60];
/** Over QUIC, no connection and no time are how a server without HTTP/3 answers. */
const UNREACHABLE_BY_QUIC = [6, 60];

export interface VersionRequest {
  readonly url: string;
  /** Versions that must be tried. */
  readonly expected: readonly string[];
}

export interface VersionTools {
  readonly curl: string;
  /** For one version. */
  readonly timeoutMs: number;
  readonly scope: Scope;
  readonly log: Host["log"];
}

/**
 * The HTTP versions in which a server answered, ascending. A request in one version may be answered in another: one in
 * HTTP/1.0 by most servers in 1.1, one in HTTP/2 in what the server has instead.
 */
export async function httpVersions(
  { url, expected }: VersionRequest,
  tools: VersionTools,
): Promise<string[]> {
  const target = parseUrl(url);
  checkTarget(target);
  const release = await tools.scope.slot();
  try {
    const curl = { command: tools.curl, timeoutMs: tools.timeoutMs, signal: tools.scope.signal };
    const { triable, untriable } = sort(await featuresOf(curl), target);
    const missing = untriable.filter((version) => expected.includes(version));
    if (missing.length > 0) throw new TypeError(`this curl has no HTTP/${missing.join(" and no HTTP/")}`);
    if (untriable.length > 0) {
      tools.log({ message: "HTTP versions not tried", check: tools.scope.id, versions: untriable });
    }
    return await answered(curl, triable, target);
  } catch (cause) {
    if (tools.scope.signal.aborted) throw tools.scope.signal.reason;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new TypeError(`Cannot tell the HTTP versions of ${placeOf(target)}: ${why}`, { cause });
  } finally {
    release();
  }
}

/** HTTP/3 is always encrypted: without TLS there is nothing to try. */
function sort(features: readonly string[], { protocol }: URL): { triable: Version[]; untriable: string[] } {
  const candidates = VERSIONS.filter(({ version }) => version !== "3" || protocol === "https:");
  const canTry = ({ feature }: Version) => feature === undefined || features.includes(feature);
  const untriable = candidates.filter((candidate) => !canTry(candidate));
  return { triable: candidates.filter(canTry), untriable: untriable.map(({ version }) => version) };
}

/** One after another: they share one slot. */
async function answered(curl: Curl, versions: readonly Version[], target: URL): Promise<string[]> {
  const url = withoutCredentials(target);
  const found = new Set<string>();
  let refusal: Answer | undefined;
  for (const { version, flag } of versions) {
    const answer = await askWith(curl, flag, url);
    const unreachable = version === "3" ? UNREACHABLE_BY_QUIC : UNREACHABLE;
    if (unreachable.includes(answer.exitCode)) throw new TypeError(answer.error);
    if (answer.exitCode === 0) found.add(answer.output);
    else refusal ??= answer;
  }
  if (found.size === 0 && refusal) throw new TypeError(refusal.error);
  return VERSIONS.map(({ version }) => version).filter((version) => found.has(version));
}

/** Whoever lists the processes of the machine reads their arguments. */
function withoutCredentials(url: URL): URL {
  const bare = new URL(url);
  bare.username = "";
  bare.password = "";
  return bare;
}
