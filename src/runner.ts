import type { CheckResult, FullContext } from "./check.ts";
import { type Definition, idOf } from "./definition.ts";
import type { Host, Release, Scope } from "./host.ts";
import type { HttpSettings } from "./http/request.ts";
import { createHttp } from "./http.ts";
import { isJson, type Json } from "./json.ts";
import type { Failure, Outcome, Result } from "./outcome.ts";
import { cutData } from "./run/cut.ts";
import { plottedValue } from "./run/plot.ts";
import type { Redact } from "./run/redact.ts";
import type { Slots } from "./run/slots.ts";
import { type Stopwatch, startStopwatch } from "./run/stopwatch.ts";

/** A message is read by people; an exception of a library may quote a whole document. */
const MAX_MESSAGE_LENGTH = 1000;

export interface RunOptions {
  readonly host: Host;
  readonly http: HttpSettings;
  readonly slots: Slots;
  readonly redact: Redact;
  /** The data of the check's last verdict, where the caller remembers it. */
  readonly previous?: Json | undefined;
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
    return { outcome: verdict(found, definition, redact), startedAt, durationMs: host.now() - startedAt };
  } catch (error) {
    if (signal?.aborted) return undefined;
    const failure = failureOf(error, redact);
    return { outcome: { status: "errored", error: failure }, startedAt, durationMs: host.now() - startedAt };
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
  async function slot(): Promise<Release> {
    const release = await stopwatch.queueing(slots.acquire(owner, stopwatch.signal));
    const done = stopwatch.working();
    return () => {
      done();
      release();
    };
  }
  const client = createHttp({ host, settings: http, stopwatch, slot });
  const scope: Scope = { id, signal: stopwatch.signal, slot, fetch: client.fetch, http };
  return {
    ...client,
    ...host.capabilities(scope),
    now: () => new Date(host.now()),
    previous: options.previous,
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
function verdict(found: CheckResult, { check, plot }: Definition, redact: Redact): Outcome {
  if (typeof found?.success !== "boolean") throw new TypeError("Cannot tell: the check returned no verdict");
  if (!isJson(found.data)) throw new TypeError("Cannot tell: the check returned data that is not JSON");
  const value = plottedValue(plot ?? check.plot, found.data);
  // Before the cut, which could leave half a secret.
  return { status: found.success ? "passed" : "failed", data: cutData(redact(found.data)), value };
}

function failureOf(error: unknown, redact: Redact): Failure {
  const { name, message } = error instanceof Error ? error : new Error(thrownText(error));
  return { type: redact(name), message: redact(message || name).slice(0, MAX_MESSAGE_LENGTH) };
}

function thrownText(thrown: unknown): string {
  return typeof thrown === "string" ? thrown : "Cannot tell: the check threw something that is no error";
}
