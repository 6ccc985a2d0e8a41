import type { WorkerUnderTest } from "./harness.ts";

const HOUR_MS = 3_600_000;

interface Row {
  readonly slot: number;
  readonly body: string;
}

interface AgingHour {
  opened: number;
  first_at: number;
  last_at: number;
}

/** Makes the hours that last in a Lookout so many hours older, as if it had been away since. */
export async function age(worker: WorkerUnderTest, lookout: string, hours: number): Promise<void> {
  const rows = (await worker.sql("Lookout", lookout, "SELECT slot, body FROM journal")) as Row[];
  for (const { slot, body } of rows) {
    const row = JSON.parse(body) as { hours: AgingHour[] };
    for (const hour of row.hours) {
      hour.opened -= hours * HOUR_MS;
      hour.first_at -= hours * 3600;
      hour.last_at -= hours * 3600;
    }
    const query = `UPDATE journal SET body = ?1 WHERE slot = ${slot}`;
    await worker.sql("Lookout", lookout, query, JSON.stringify(row));
  }
  await worker.evict("Lookout", lookout);
}
