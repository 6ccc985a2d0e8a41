import type { Assignment } from "../../src/agent_protocol.ts";

type Entry = Assignment["checks"][number];

/** A check that asks `url` each second, as it stands in a configuration. */
export function heartbeat(name: string, url: string, more: Readonly<Record<string, unknown>> = {}): Entry {
  const written = { description: "", module: "checks.core.heartbeat", ttl: 1, params: { url }, agent: "vpn" };
  return { project: "signer", name, written: { ...written, ...more } };
}
