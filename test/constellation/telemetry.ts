import { Hono } from "hono";
import type { World } from "./world.ts";

const REPORTS = 184_000;

/** What clients report about themselves, summed up: nobody else knows whether they are well. */
export function telemetry({ now, isBroken }: World): Hono {
  const app = new Hono();

  app.get("/uptake.json", (c) => {
    const wave = Math.sin(now() / 75_000);
    const error_percent = isBroken("telemetry") ? 24.81 : Number((1.2 + 0.4 * wave).toFixed(2));
    const errors = Math.round((REPORTS * error_percent) / 100);
    const network = Math.round(errors * 0.8);
    const counts = { success: REPORTS - errors, network_error: network, signature_error: errors - network };
    const p75 = isBroken("uptake") ? 2_700 : Math.round(95 + 20 * wave);
    return c.json({
      reports: REPORTS,
      counts,
      error_percent,
      age_seconds: { p50: Math.round(p75 * 0.6), p75 },
    });
  });

  return app;
}
