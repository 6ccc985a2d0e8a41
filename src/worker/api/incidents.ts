import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import * as z from "zod";
import { type IncidentsAnswer, incidentAnswerOf, noteAnswerOf } from "../../incidents/incident_answer.ts";
import { placeOf } from "../../incidents/incident_filter.ts";
import { incidentFilterOf } from "../../incidents/incident_query.ts";
import type { App } from "../answers/reading.ts";
import { refuseBearer } from "../authorisation.ts";
import { readIncidents } from "../incidents/incident_reader.ts";
import { keepNote } from "../incidents/note_keeper.ts";
import { NOTHING_SIMILAR, readSimilar } from "../incidents/similar_reader.ts";
import { serviceOf } from "../service.ts";

const MAX_BODY_BYTES = 8 * 1024;

/** What an operator writes about an incident. */
const Written = z.strictObject({
  text: z.string().trim().min(1).max(4000),
  author: z.string().trim().max(100).default(""),
  cause: z.string().trim().max(300).default(""),
});

const JsonText = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: "custom", message: "expected JSON" });
    return z.NEVER;
  }
});

/** What went wrong, when, and what people found out about it. */
export const incidents = new Hono<App>();

incidents.get("/incidents", async (c) => {
  const { definitions } = serviceOf(c.env);
  const filter = incidentFilterOf(c.req.query(), [...definitions.values()]);
  if ("error" in filter) return c.json({ error: `Cannot list incidents: ${filter.error}` }, 400);
  const reading = await readIncidents(c.env, filter);
  if (!reading) return c.json({ error: "Cannot list incidents now: neither Board nor D1 answers" }, 503);
  const similar = filter.open === true ? await readSimilar(c.env) : NOTHING_SIMILAR;
  const byKey = new Map([...definitions.values()].map((definition) => [definition.key, definition]));
  const answer: IncidentsAnswer = {
    incidents: reading.found.map((incident) =>
      incidentAnswerOf(incident, { definition: byKey.get(incident.key), similar: similar.of(incident.key) }),
    ),
    next: reading.found.length === filter.limit ? (reading.found.at(-1)?.id ?? null) : null,
    partial: reading.partial || similar.partial,
    similar: [...similar.all],
  };
  return c.json(answer, 200, { "cache-control": "no-cache" });
});

incidents.post(
  "/incidents/:id/notes",
  bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError: (c) => c.json({ error: `Cannot add a note: expected at most ${MAX_BODY_BYTES} bytes` }, 413),
  }),
  async (c) => {
    const { settings, redact } = serviceOf(c.env);
    const refused = refuseBearer(c.req.header("authorization"), settings, "add a note");
    if (refused) return c.json({ error: refused.error }, refused.status);
    const id = c.req.param("id");
    if (!placeOf(id)) return c.json({ error: notFound(id) }, 404);
    const written = await writtenIn(c);
    if (typeof written === "string") return c.json({ error: `Cannot add a note: ${written}` }, 400);
    const at = Date.now();
    const note = redact({ id: `${at}-${crypto.randomUUID()}`, at, ...written });
    switch (await keepNote(c.env, id, note)) {
      case "kept":
        return c.json(noteAnswerOf(note), 201);
      case "unknown":
        return c.json({ error: notFound(id) }, 404);
      case "down":
        return c.json({ error: "Cannot add a note now: neither Board nor D1 answers" }, 503);
    }
  },
);

function notFound(id: string): string {
  return `Cannot find the incident ${id}: GET /incidents lists all`;
}

/** What was written, or a sentence on what is wrong with it. */
async function writtenIn(c: Context<App>): Promise<z.infer<typeof Written> | string> {
  const input = JsonText.safeParse(await c.req.text());
  if (!input.success) return 'expected JSON, such as {"text": "…", "author": "…", "cause": "…"}';
  const written = Written.safeParse(input.data);
  if (written.success) return written.data;
  return written.error.issues
    .map(({ path, message }) => [path.join("."), message].filter(Boolean).join(": "))
    .join("; ");
}
