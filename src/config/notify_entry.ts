import * as z from "zod";
import { Duration } from "./duration.ts";
import { Name } from "./entry.ts";
import type { Problem } from "./problem.ts";
import type { Table } from "./toml.ts";

export const FORMATS = ["json", "slack", "discord", "teams", "pagerduty"] as const;

const PAGERDUTY_URL = "https://events.pagerduty.com/v2/enqueue";

const HOUR_MS = 3_600_000;

// What is told to one who is not reached is kept for a day: a reminder more often than that reminds of nothing new.
const Remind = Duration.refine((ms) => ms >= HOUR_MS / 4 && ms <= 30 * 24 * HOUR_MS, "expected 15m to 30d");

/** What stands under `[notify.NAME]`. */
export const NotifyEntry = z.strictObject({
  url: z.url({ protocol: /^https?$/, error: "expected an http or https URL" }).optional(),
  format: z.enum(FORMATS).optional(),
  /** Of PagerDuty's "Events API v2" integration. */
  routing_key: z.string().min(1).optional(),
  email: z.email("expected an e-mail address").optional(),
  /** Only what concerns one of these; without a list, everything. */
  projects: z.array(z.string()).min(1).optional(),
  tags: z.array(z.string()).min(1).optional(),
  /** `project/check`. */
  checks: z.array(z.string()).min(1).optional(),
  /** Only checks that this agent runs. */
  agent: Name.optional(),
  /** How often to tell again while it lasts. */
  remind: Remind.optional(),
});
export type NotifyEntry = z.output<typeof NotifyEntry>;

const { shape } = NotifyEntry;

/** The filters of an entry that may be wrong elsewhere. */
export const Filters = z.object({
  projects: shape.projects.catch(undefined),
  tags: shape.tags.catch(undefined),
  checks: shape.checks.catch(undefined),
  agent: shape.agent.catch(undefined),
});
export type Filters = z.output<typeof Filters>;

export type Format = (typeof FORMATS)[number];

/** How a message gets there. */
export type Channel =
  | { readonly kind: "webhook"; readonly format: Exclude<Format, "pagerduty">; readonly url: string }
  | { readonly kind: "pagerduty"; readonly url: string; readonly routingKey: string }
  | { readonly kind: "email"; readonly to: string }
  | { readonly kind: "sentry"; readonly dsn: string };

/** The channel of an entry; undefined where the entry contradicts itself. */
export function channelOf({ url, format = "json", routing_key, email }: NotifyEntry): Channel | undefined {
  if (email !== undefined) return { kind: "email", to: email };
  if (format !== "pagerduty") return url === undefined ? undefined : { kind: "webhook", format, url };
  if (routing_key === undefined) return undefined;
  return { kind: "pagerduty", url: url ?? PAGERDUTY_URL, routingKey: routing_key };
}

/** What no key says by itself: which of them go together. */
export function contradictionsIn({ url, format, routing_key, email }: Table): Problem[] {
  const pagerduty = format === "pagerduty";
  const found: [string, string, boolean][] = [
    ["email", "expected url or email, not both", email !== undefined && url !== undefined],
    ["format", "expected none with email", email !== undefined && format !== undefined],
    [
      "url",
      'missing key "url", expected where to send to, or "email"',
      email === undefined && url === undefined && !pagerduty,
    ],
    [
      "routing_key",
      'missing key "routing_key", expected the key of an integration of PagerDuty',
      pagerduty && routing_key === undefined,
    ],
    ["routing_key", 'expected format = "pagerduty" with it', !pagerduty && routing_key !== undefined],
  ];
  return found.filter(([, , wrong]) => wrong).map(([key, message]) => ({ path: [key], message }));
}
