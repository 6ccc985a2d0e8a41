import * as z from "zod";
import type { CheckContext } from "#check";
import { fetchDocument, parseDocument } from "../_document.ts";

const URL = "https://product-details.mozilla.org/1.0/firefox_versions.json";
const Versions = z.object({ FIREFOX_ESR: z.string().regex(/^\d+(\.\d+)*(esr)?$/, "expected a version") });

/** The current extended support release of Firefox: `[115, 0, 1]`. */
export async function currentFirefoxEsr(ctx: CheckContext): Promise<number[]> {
  const { FIREFOX_ESR } = parseDocument(await fetchDocument(ctx, URL), Versions, URL);
  return FIREFOX_ESR.split(".").map((part) => Number.parseInt(part, 10));
}
