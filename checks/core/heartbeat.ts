import * as z from "zod";
import { defineCheck, type Json } from "#check";
import { parseJson } from "../_document.ts";
import { HttpUrl } from "../_http_url.ts";
import { reach } from "../_reach.ts";

export default defineCheck({
  documentation: `
The URL answers with the expected status, 200 unless told otherwise.

The body that came back is returned: parsed, if its \`Content-Type\` says JSON and it is, else as text. The status alone
decides: a body that cannot be read as announced is shown as it is. Of a server that cannot be reached, or answers too
late, the reason is returned.

Data: the body, or a sentence.

A run costs one request, of the body that it shows, and 1 ms of CPU.
`,
  params: z.strictObject({
    url: HttpUrl,
    expected_status: z.int().min(100).max(599).default(200),
  }),
  exposed: ["url", "expected_status"],

  async run(ctx, { url, expected_status }) {
    const response = await reach(ctx, url);
    if (typeof response === "string") return { success: false, data: response };
    return { success: response.status === expected_status, data: await bodyOf(response) };
  },
});

async function bodyOf(response: Response): Promise<Json> {
  const text = await response.text();
  if (!/^application\/([\w.+-]+\+)?json\b/i.test(response.headers.get("content-type") ?? "")) return text;
  if (text === "") return null;
  const json = parseJson(text);
  return json === undefined ? text : json;
}
