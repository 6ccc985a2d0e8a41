import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import * as z from "zod";
import { coverageNames, unknownCovered } from "../../config/configure_maintenance.ts";
import { formatProblem } from "../../config/problem.ts";
import { zodProblems } from "../../config/zod_problems.ts";
import type { Maintenance } from "../../maintenance/maintenance.ts";
import { once } from "../../maintenance/maintenance_window.ts";
import { iso } from "../../show/brief.ts";
import { type App, forgetAnswers } from "../answers/reading.ts";
import { refuseBearer } from "../authorisation.ts";
import { forgetShared } from "../board/shared.ts";
import { boardStub } from "../env.ts";
import { serviceOf } from "../service.ts";

const MINUTE_MS = 60_000;
const MAX_MINUTES = 24 * 60;
const MAX_BODY_BYTES = 4096;

/** What a deploy job asks for. */
const Asked = z.strictObject({
  project: z.string().optional(),
  tag: z.string().optional(),
  check: z.string().optional(),
  minutes: z.number().positive().max(MAX_MINUTES),
  reason: z.string().max(500).default(""),
});
type Asked = z.infer<typeof Asked>;

const Json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: "custom", message: "expected JSON" });
    return z.NEVER;
  }
});

/** Windows in which nobody is told: those of the configuration, and those that a deploy job opens. */
export const maintenance = new Hono<App>();

maintenance.get("/maintenance", async (c) => {
  const now = Date.now();
  const manual = (await boardStub(c.env).maintenance()).map(once);
  const all = [...serviceOf(c.env).config.maintenance, ...manual];
  const shown = all.flatMap((one) => viewOf(one, now) ?? []);
  shown.sort((one, other) => (one.from < other.from ? -1 : 1));
  return c.json(shown, 200, { "cache-control": "no-cache" });
});

maintenance.post(
  "/maintenance",
  bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError: (c) =>
      c.json({ error: `Cannot begin maintenance: expected at most ${MAX_BODY_BYTES} bytes` }, 413),
  }),
  async (c) => {
    const refused = refuseBearer(
      c.req.header("authorization"),
      serviceOf(c.env).settings,
      "begin maintenance",
    );
    if (refused) return c.json({ error: refused.error }, refused.status);
    const asked = await askedOf(c);
    if (typeof asked === "string") return c.json({ error: `Cannot begin maintenance: ${asked}` }, 400);
    const { project = null, tag = null, check = null, minutes } = asked;
    const reason = serviceOf(c.env).redact(asked.reason);
    const from = Date.now();
    const to = from + Math.ceil(minutes * MINUTE_MS);
    const window = { id: crypto.randomUUID(), project, tag, check, reason, from, to };
    const begun = await boardStub(c.env).beginMaintenance(window);
    forgetShared();
    forgetAnswers();
    if (begun) return c.json(viewOf(once(window), from), 201);
    return c.json({ error: "Cannot begin maintenance: too many windows are open, DELETE some first" }, 409);
  },
);

maintenance.delete("/maintenance/:id", async (c) => {
  const refused = refuseBearer(c.req.header("authorization"), serviceOf(c.env).settings, "end maintenance");
  if (refused) return c.json({ error: refused.error }, refused.status);
  const id = c.req.param("id");
  const ended = await boardStub(c.env).endMaintenance(id);
  forgetShared();
  forgetAnswers();
  if (!ended) return c.json({ error: `Cannot end the maintenance ${id}: GET /maintenance lists all` }, 404);
  const { from, to, ...rest } = ended;
  return c.json({ ...rest, from: iso(from), to: iso(to) });
});

/** What is asked for, or a sentence on what is wrong with it. */
async function askedOf(c: Context<App>): Promise<Asked | string> {
  const input = Json.safeParse(await c.req.text());
  if (!input.success) return 'expected JSON, such as {"project": "shop", "minutes": 15}';
  const parsed = Asked.safeParse(input.data);
  if (!parsed.success) {
    const known = Object.keys(Asked.shape);
    const problems = zodProblems(parsed.error, { path: [], input: input.data, noun: "key", known });
    return problems.map((problem) => formatProblem(problem)).join("; ");
  }
  const names = coverageNames([...serviceOf(c.env).definitions.values()]);
  for (const key of ["project", "tag", "check"] as const) {
    const name = parsed.data[key];
    if (name !== undefined && !names[key].includes(name)) return unknownCovered(key, name, names[key]);
  }
  return parsed.data;
}

/** A window as it is shown: the one that is open, or the next; undefined once it is over. */
function viewOf(one: Maintenance, now: number) {
  const span = one.next(now);
  if (!span) return undefined;
  const { id, project, tag, check, reason } = one;
  return { id, project, tag, check, reason, from: iso(span.from), to: iso(span.to), open: span.from <= now };
}
