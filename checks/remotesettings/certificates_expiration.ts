import * as z from "zod";
import { type CheckContext, defineCheck } from "#check";
import { isoDate } from "../_date.ts";
import { HttpUrl } from "../_http_url.ts";
import type { SigningCertificate } from "./_certificate.ts";
import { createClient, Server } from "./_client.ts";
import { listed, orError } from "./_faulty.ts";
import { fetchChain } from "./_fetch_chain.ts";
import { mapLimited, REQUESTS_AT_ONCE } from "./_limited.ts";
import { nameOf } from "./_resources.ts";
import { floorDays } from "./_time.ts";

const Metadata = z.object({ signatures: z.array(z.object({ x5u: HttpUrl })) });

export default defineCheck({
  documentation: `
The certificates that the signatures of all collections, previews included, are made with do not expire too soon: at
least as many days remain as a percentage of their lifespan, within bounds. In a chain the certificate that ends first
counts.

Of each collection whose chain ends too soon, the address of the chain and the end are returned. A chain that cannot be
read is an error, unless others end too soon: then it is returned among these, with the reason.

Data: \`{collection: {x5u, expires}}\`, or \`{collection: {x5u, error}}\`.

A run costs one request a collection, one more a chain, and one: 43 requests, 58 KiB and 10 ms of CPU for the recorded
41.
`,
  params: z.strictObject({
    server: Server,
    percentage_remaining_validity: z.int().nonnegative().default(10),
    min_remaining_days: z.int().nonnegative().default(7),
    max_remaining_days: z.int().nonnegative().default(60),
  }),
  exposed: ["server", "percentage_remaining_validity", "min_remaining_days", "max_remaining_days"],
  overridable: ["percentage_remaining_validity", "min_remaining_days", "max_remaining_days"],

  async run(ctx, { server, ...limits }) {
    const client = createClient(ctx, server);
    const entries = await client.getMonitorChanges();
    const signed = await mapLimited(entries, REQUESTS_AT_ONCE, async (entry) => {
      const params = { _expected: entry.last_modified };
      const { signatures } = await client.getCollection(entry, Metadata, params);
      return { name: nameOf(entry), x5us: signatures.map(({ x5u }) => x5u) };
    });
    const chains = [...new Set(signed.flatMap(({ x5us }) => x5us))];
    const faults = await mapLimited(chains, REQUESTS_AT_ONCE, (x5u) => faultOf(ctx, x5u, limits));
    const faulty = signed.flatMap(({ name, x5us }) => {
      const own = faults.filter((fault) => fault !== undefined).filter(({ x5u }) => x5us.includes(x5u));
      const fault = own.findLast(isEnd) ?? own.at(-1);
      return fault ? [{ name, fault }] : [];
    });
    const [first] = faulty;
    if (first && !isEnd(first.fault) && !faulty.some(({ fault }) => isEnd(fault)))
      throw new Error(`Cannot tell of ${listed(faulty.map(({ name }) => name))}: ${first.fault.error}`);
    return {
      success: faulty.length === 0,
      data: Object.fromEntries(faulty.map(({ name, fault }) => [name, fault])),
    };
  },
});

interface Limits {
  readonly percentage_remaining_validity: number;
  readonly min_remaining_days: number;
  readonly max_remaining_days: number;
}

type End = { readonly x5u: string; readonly expires: string };
type Unread = { readonly x5u: string; readonly error: string };

function isEnd(fault: End | Unread): fault is End {
  return "expires" in fault;
}

/** What is wrong with a chain; undefined if it ends late enough. */
async function faultOf(ctx: CheckContext, x5u: string, limits: Limits): Promise<End | Unread | undefined> {
  const chain = await orError(fetchChain(ctx, x5u));
  if (chain instanceof Error) return { x5u, error: chain.message };
  const [first, ...others] = chain;
  if (!first) return { x5u, error: "Cannot read the chain: it is empty" };
  let earliest = first;
  for (const other of others) if (other.notAfter < earliest.notAfter) earliest = other;
  const remaining = floorDays(earliest.notAfter.getTime() - ctx.now().getTime());
  return remaining < thresholdDays(earliest, limits)
    ? { x5u, expires: isoDate(earliest.notAfter) }
    : undefined;
}

function thresholdDays(
  { notBefore, notAfter }: SigningCertificate,
  { percentage_remaining_validity, min_remaining_days, max_remaining_days }: Limits,
): number {
  const lifespan = floorDays(notAfter.getTime() - notBefore.getTime());
  const relative = (lifespan * percentage_remaining_validity) / 100;
  return Math.trunc(Math.min(max_remaining_days, Math.max(min_remaining_days, relative)));
}
