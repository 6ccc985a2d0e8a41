import type { IncidentStore } from "./incident_store.ts";
import { saveIncidents } from "./incident_table.ts";

// D1 takes two megabytes in one parameter, and an incident has some ten kilobytes.
const BATCH = 50;

/** Has D1 take over what it lacks, as far as time allows; what it does not acknowledge is tried again. */
export async function copyIncidents(
  store: IncidentStore,
  db: D1Database,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const [incidents, notes] = [store.uncopied(BATCH), store.uncopiedNotes(BATCH)];
    if (incidents.length + notes.length === 0) return;
    await saveIncidents(db, incidents, notes);
    store.acknowledge(incidents, notes);
  }
}
