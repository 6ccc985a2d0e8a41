import type { CheckResult, FullContext } from "./check.ts";
import { cutData } from "./cut.ts";
import { type Definition, idOf } from "./definition.ts";
import type { Host, Release, Scope } from "./host.ts";
import { createHttp } from "./http.ts";
import { isJson } from "./json.ts";
import type { Failure, Outcome, Result } from "./outcome.ts";
import { plottedValue } from "./plot.ts";
import type { Redact } from "./redact.ts";
import type { HttpSettings } from "./request.ts";
import type { Slots } from "./slots.ts";
import { type Stopwatch, startStopwatch } from "./stopwatch.ts";

export interface RunOptions {
  readonly host: Host;
  readonly http: HttpSettings;
  readonly slots: Slots;
  readonly redact: Redact;
  /** Aborted when nobody waits for the result any more: the end of a tick. */
  readonly signal?: AbortSignal;
}

/**
 * Runs one check. Never throws: this is where an exception becomes an outcome. Undefined if `signal` ended the run: a run
 * that was not given its time found out nothing, not even that it could not tell.
 */
export async function run(definition: Definition, options: RunOptions): Promise<Result | undefined> {
  const { host, redact, signal } = options;
  if (signal?.aborted) return undefined;
  const startedAt = host.now();
  const stopwatch = startStopwatch(definition.timeout * 1000, host.now);
  const abort = () => stopwatch.abort(signal?.reason);
  signal?.addEventListener("abort", abort, { once: true });
  try {
    const context = createContext(definition, { ...options, stopwatch });
    const found = await orAborted(stopwatch.signal, definition.check.run(context));
    return {
      outcome: redactOutcome(verdict(found, definition), redact),
      startedAt,
      durationMs: host.now() - startedAt,
    };
  } catch (error) {
    if (signal?.aborted) return undefined;
    const outcome = redactOutcome({ status: "errored", error: failureOf(error) }, redact);
    return { outcome, startedAt, durationMs: host.now() - startedAt };
  } finally {
    stopwatch.stop();
    signal?.removeEventListener("abort", abort);
  }
}

interface ContextOptions extends RunOptions {
  readonly stopwatch: Stopwatch;
}

function createContext(definition: Definition, options: ContextOptions): FullContext {
  const { host, http, slots, stopwatch, redact } = options;
  const id = idOf(definition);
  const owner = {};
  const slot = (): Promise<Release> => stopwatch.queueing(slots.acquire(owner, stopwatch.signal));
  const scope: Scope = { id, signal: stopwatch.signal, slot };
  return {
    ...createHttp({ host, settings: http, stopwatch, slot }),
    ...host.capabilities(scope),
    now: () => new Date(host.now()),
    signal: stopwatch.signal,
    log: (message, fields = {}) => host.log({ message: redact(message), check: id, ...redact(fields) }),
  };
}

/** A check may ignore its signal, or wait for something that never comes: the run ends all the same. */
function orAborted<T>(signal: AbortSignal, pending: Promise<T>): Promise<T> {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  return Promise.race([pending, aborted]);
}

/** Checks may be written in plain JavaScript: what they return is looked at, not believed. */
function verdict(found: CheckResult, { check, plot }: Definition): Outcome {
  if (typeof found?.success !== "boolean") throw new TypeError("Cannot tell: the check returned no verdict");
  if (!isJson(found.data)) throw new TypeError("Cannot tell: the check returned data that is not JSON");
  const value = plottedValue(plot ?? check.plot, found.data);
  return { status: found.success ? "passed" : "failed", data: cutData(found.data), value };
}

function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { type: "Error", message: String(error) };
  return { type: error.name, message: error.message || error.name };
}

function redactOutcome(outcome: Outcome, redact: Redact): Outcome {
  if (outcome.status !== "errored") return { ...outcome, data: redact(outcome.data) };
  const { type, message } = outcome.error;
  return { status: "errored", error: { type: redact(type), message: redact(message) } };
}
