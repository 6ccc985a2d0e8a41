import { Hono } from "hono";
import { isoSeconds, type World } from "./world.ts";

const DAY_MS = 86_400_000;

/** Bugzilla's REST search by whiteboard, in its own format: the known issues of the sample's checks. */
export function bugzilla({ now }: World): Hono {
  const app = new Hono();

  app.get("/rest/bug", (c) => {
    const wanted = c.req.query("whiteboard")?.trim() ?? "";
    return c.json({ bugs: bugs(now()).filter(({ whiteboard }) => whiteboard.includes(wanted)) });
  });
  app.get("/rest/whoami", (c) => c.json({ id: 1, name: "observer@almanac.example", real_name: "Observer" }));

  return app;
}

interface Bug {
  readonly id: number;
  readonly summary: string;
  readonly status: string;
  readonly resolution: string;
  readonly is_open: boolean;
  readonly severity: string;
  readonly whiteboard: string;
  readonly groups: readonly string[];
  readonly last_change_time: string;
}

function bugs(now: number): Bug[] {
  const bug = (id: number, days: number, rest: Pick<Bug, "summary" | "is_open" | "whiteboard">): Bug => ({
    id,
    status: rest.is_open ? "ASSIGNED" : "RESOLVED",
    resolution: rest.is_open ? "" : "FIXED",
    severity: "S3",
    groups: [],
    last_change_time: isoSeconds(now - days * DAY_MS),
    ...rest,
  });
  return [
    bug(1_650_001, 2, {
      summary: "Edges in Oceania keep old copies after a purge",
      is_open: true,
      whiteboard: "[poucave local] [cdn/consistency] [cdn/age]",
    }),
    bug(1_650_002, 60, {
      summary: "The publisher stops when the disk is full",
      is_open: false,
      whiteboard: "[poucave local] [jobs/publisher] [origin/storage]",
    }),
  ];
}
