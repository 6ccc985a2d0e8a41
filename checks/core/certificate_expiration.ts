import * as z from "zod";
import { type Capabilities, type Certificate, type CheckContext, defineCheck } from "#check";
import { isoDate } from "../_date.ts";
import { HttpUrl, placeOf } from "../_http_url.ts";
import { reach } from "../_reach.ts";

const DAY_MS = 86_400_000;
const PEM_FILE = /\.(pem|crt|cer|chain)$/i;

export default defineCheck({
  documentation: `
The certificate of a site, or in a PEM file, does not expire too soon: more days remain than a percentage of its
lifespan, within bounds.

When it expires, the days that remain, the threshold, the issuer and the names are returned. Of a PEM file the first
certificate counts; a URL that is no PEM file stands for the site that serves it. An expired certificate fails.

Data: \`{expires, remaining_days, threshold_days, issuer, names}\`.

A run costs one request and one TLS handshake, or one request of a PEM file, and 1 ms of CPU.
`,
  params: z.strictObject({
    url: HttpUrl,
    percentage_remaining_validity: z.int().nonnegative().default(5),
    min_remaining_days: z.int().nonnegative().default(10),
    max_remaining_days: z.int().nonnegative().default(30),
  }),
  exposed: ["url", "percentage_remaining_validity", "min_remaining_days", "max_remaining_days"],
  overridable: ["percentage_remaining_validity", "min_remaining_days", "max_remaining_days"],
  plot: ".remaining_days",
  needs: ["tls", "x509"],

  async run(ctx, { url, percentage_remaining_validity, min_remaining_days, max_remaining_days }) {
    const { notBefore, notAfter, issuer, names } = await fetchCertificate(ctx, new URL(url));
    const relative = (daysBetween(notBefore, notAfter) * percentage_remaining_validity) / 100;
    const threshold_days = Math.trunc(Math.min(max_remaining_days, Math.max(min_remaining_days, relative)));
    const remaining_days = daysBetween(ctx.now(), notAfter);
    return {
      success: remaining_days > threshold_days,
      data: { expires: isoDate(notAfter), remaining_days, threshold_days, issuer, names },
    };
  },
});

type Context = CheckContext & Pick<Capabilities, "tls" | "x509">;

async function fetchCertificate(ctx: Context, url: URL): Promise<Certificate> {
  const pem = await fetchPem(ctx, url);
  return pem === undefined ? await ctx.tls(url.hostname, Number(url.port) || 443) : ctx.x509(pem);
}

/** Undefined where the URL stands for its site: the certificate itself may be why nothing can be fetched from it. */
async function fetchPem(ctx: Context, url: URL): Promise<string | undefined> {
  if (url.pathname === "/" && url.search === "") return undefined;
  const response = await reach(ctx, url.href);
  const text = typeof response === "string" ? "" : await response.text();
  if (text.includes("-----BEGIN CERTIFICATE-----")) return text;
  // Another certificate than the one asked for must not pass in its place.
  if (PEM_FILE.test(url.pathname)) throw new SyntaxError(problem(url, response));
  if (typeof response === "string" && url.protocol === "http:") throw new TypeError(response);
  return undefined;
}

function problem(url: URL, response: Response | string): string {
  if (typeof response === "string") return response;
  return `Cannot read ${placeOf(url.href)}: no PEM certificate, status ${response.status}`;
}

function daysBetween(start: Date, end: Date): number {
  return Math.floor((end.getTime() - start.getTime()) / DAY_MS);
}
