import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/**
 * Makes a state directory this process's own until it ends, however it ends: SQLite takes the lock of the operating system,
 * which outlives nobody. Throws where another process has it.
 */
export function lockDirectory(directory: string): Disposable {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(join(directory, "lock"));
  try {
    database.exec("BEGIN EXCLUSIVE");
  } catch (cause) {
    database.close();
    const why = "another agent works in it (one directory an agent: --state DIR)";
    throw new Error(`Cannot use ${directory}: ${why}`, { cause });
  }
  return { [Symbol.dispose]: () => database.close() };
}
