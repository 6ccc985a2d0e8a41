// The contract between a check file and everything that runs it.
// Any module may depend on it, so it depends on next to nothing.
import type * as z from "zod";
import type { Json, JsonObject } from "./json.ts";
import { describeParams, type ParameterShape, parseParams, pick } from "./params.ts";

export type { Json, JsonObject } from "./json.ts";
export { isJson, valueAt } from "./json.ts";

/** What every host gives every check. */
export interface CheckContext {
  /**
   * As the platform's `fetch`, with the operator's headers, slots, retries, redirects and time limits inside.
   * The body is complete when it resolves, at most 8 MiB of it, or 32 on an agent. A server that cannot be reached rejects;
   * a server that takes too long rejects with a `TimeoutError`; a 5xx is a response.
   */
  readonly fetch: (url: string | URL, init?: RequestInit) => Promise<Response>;
  /**
   * As `fetch`, for what is too large to hold: resolves as `consume`, which reads the body as it comes, of any size. The
   * connection and the time limit are held meanwhile; what is not read is left. Once `consume` runs nothing is tried
   * again.
   */
  readonly stream: <T>(
    url: string | URL,
    init: RequestInit,
    consume: (response: Response) => Promise<T>,
  ) => Promise<T>;
  /** Milliseconds from sending the request to the headers of `response`, without queueing and failed tries. */
  readonly latencyMs: (response: Response) => number;
  readonly now: () => Date;
  /** What the check returned when it last reached a verdict, redacted; undefined where that is not remembered. */
  readonly previous: Json | undefined;
  /** Aborted when the run's time is over. */
  readonly signal: AbortSignal;
  /** One line in the log of whoever runs the check. Secrets are taken out. */
  readonly log: (message: string, fields?: Readonly<Record<string, Json>>) => void;
}

/** The end entity certificate of a server or of a PEM file. */
export interface Certificate {
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Distinguished names, one attribute a line joined with ", ": `CN=example.com, O=Example`. */
  readonly subject: string;
  readonly issuer: string;
  /** DNS names and IP addresses of the subject alternative name. */
  readonly names: readonly string[];
}

/** A signal that a scheduled task sent about itself, in epoch milliseconds. */
export interface Pings {
  readonly startedAt?: number;
  readonly succeededAt?: number;
  readonly failedAt?: number;
  /** What the task said with its last signal, cut at 1 KiB. */
  readonly message?: string;
}

/** The value of a query parameter: an integer is an INT64, any other number a FLOAT64, a `Date` a TIMESTAMP. */
export type BigQueryValue = string | number | boolean | Date | readonly string[] | readonly number[];

/** A SHA-256 that takes what it digests piece by piece: WebCrypto wants all of it at once. */
export interface Digest {
  readonly update: (bytes: Uint8Array) => void;
  /** Hexadecimal. Ends it. */
  readonly hex: () => string;
}

/** What only some hosts can give. A check lists those that it `needs`. */
export interface Capabilities {
  /** The certificate that a server presents, trusted or not. Rejects where none can be seen, and says why. */
  readonly tls: (hostname: string, port: number) => Promise<Certificate>;
  /** Reads the first certificate of a PEM text. Throws a `SyntaxError` if there is none. */
  readonly x509: (pem: string) => Certificate;
  /**
   * The HTTP versions that a server speaks, of `1`, `1.1`, `2`, `3`. Rejects where one of `expected` cannot be tried; any
   * other that cannot be tried counts as not spoken.
   */
  readonly httpVersions: (url: string, expected: readonly string[]) => Promise<readonly string[]>;
  /**
   * Sends one text to a WebSocket (`wss://…`) and resolves with the first that comes back, at most `MAX_BODY_BYTES` of
   * it. Time limits and refused targets are those of `fetch`; no redirect is followed and nothing tried again.
   */
  readonly websocket: (url: string, text: string) => Promise<string>;
  /**
   * The rows of a GoogleSQL query, in which `@name` is the value of `params.name`. A TIMESTAMP comes as
   * `2026-11-22T08:00:00+00:00`, a NUMERIC as text, a STRUCT as an object. Rejects with what BigQuery says is wrong.
   */
  readonly bigquery: (
    query: string,
    params: Readonly<Record<string, BigQueryValue>>,
  ) => Promise<readonly JsonObject[]>;
  /** Begins a SHA-256 of something too large to hold. */
  readonly digest: () => Digest;
  /** The signals received for this check. */
  readonly pings: () => Promise<Pings>;
}
export type Capability = keyof Capabilities;

/** A context that may offer any capability: what a host hands to the runner. */
export type FullContext = CheckContext & Partial<Capabilities>;

export interface CheckResult {
  /** Whether the service holds what the check says. */
  readonly success: boolean;
  readonly data: Json;
}

/** What the author of a check file writes. */
export interface CheckSpec<P extends z.ZodObject, N extends Capability> {
  /** Markdown: what must hold, in a sentence; what is returned, its shape after `Data:`; what a run costs. */
  readonly documentation: string;
  readonly params: P;
  /** Parameters that anyone may see. The others may be secrets, and can never be read back. */
  readonly exposed?: readonly (keyof z.output<P> & string)[];
  /** Parameters that a query string may override. Never a host or a URL. */
  readonly overridable?: readonly (keyof z.output<P> & string)[];
  /** Path, within `data`, of the number to plot. */
  readonly plot?: string;
  readonly needs?: readonly N[];
  /** The parameter that a task's signals must carry as bearer token; without it nobody can send any. */
  readonly pingToken?: keyof z.output<P> & string;
  /** A verdict, or a throw: "no verdict could be reached". */
  run(ctx: CheckContext & Pick<Capabilities, N>, params: z.output<P>): Promise<CheckResult>;
}

/** What the rest of the program sees of a check file: the parameter types are closed over. */
export interface Check {
  readonly documentation: string;
  readonly plot: string | undefined;
  readonly needs: readonly Capability[];
  /** Names of all parameters. */
  readonly params: readonly string[];
  readonly exposed: readonly string[];
  readonly overridable: readonly string[];
  /** The same with their defaults, for documentation. */
  describeParams(): readonly ParameterShape[];
  /** Validates `params`. Throws a `ZodError` that names each parameter that does not fit. */
  configure(params: Readonly<Record<string, unknown>>): ConfiguredCheck;
}

export interface ConfiguredCheck {
  readonly documentation: string;
  readonly plot: string | undefined;
  readonly needs: readonly Capability[];
  readonly overridable: readonly string[];
  /** The exposed parameters, defaults included. The others cannot be read back. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The same check with those of `params` that may be overridden. Throws as `configure` does. */
  override(params: Readonly<Record<string, unknown>>): ConfiguredCheck;
  /** The token that a task's signal must carry, handed to `compare` alone; false without one. */
  acceptsPing(compare: (token: string) => boolean): boolean;
  /** Throws a `TypeError` if `ctx` lacks what the check needs. */
  run(ctx: FullContext): Promise<CheckResult>;
}

/** Turns what the author wrote into a check that can be configured and run. */
export function defineCheck<P extends z.ZodObject, const N extends Capability = never>(
  spec: CheckSpec<P, N>,
): Check {
  const { exposed = [], overridable = [], needs = [] } = spec;
  const common = { documentation: spec.documentation.trim(), plot: spec.plot, needs, overridable };

  function configure(raw: Readonly<Record<string, unknown>>): ConfiguredCheck {
    const params = parseParams(spec.params, raw);
    return {
      ...common,
      parameters: pick(params, exposed),
      override: (values) => configure({ ...raw, ...pick(values, overridable) }),
      acceptsPing(compare) {
        const token = spec.pingToken && params[spec.pingToken];
        return typeof token === "string" && token !== "" && compare(token);
      },
      async run(ctx) {
        if (!provides(ctx, needs)) throw new TypeError(`Cannot run here: ${lacking(ctx, needs)}`);
        return await spec.run(ctx, params);
      },
    };
  }

  return {
    ...common,
    exposed,
    params: Object.keys(spec.params.shape),
    describeParams: () => describeParams(spec.params),
    configure,
  };
}

function provides<N extends Capability>(
  ctx: FullContext,
  needs: readonly N[],
): ctx is CheckContext & Pick<Capabilities, N> {
  return needs.every((need) => ctx[need] !== undefined);
}

function lacking(ctx: FullContext, needs: readonly Capability[]): string {
  const names = needs.filter((need) => ctx[need] === undefined);
  return `the check needs ${names.join(" and ")}, which only an agent offers (agent = "…")`;
}
