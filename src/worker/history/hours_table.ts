// The table `hours` of D1: one function a question.
import * as z from "zod";
import { Hour, hourOf } from "../../history/hour.ts";
import { inTime } from "../in_time.ts";

const LIMIT_MS = 10_000;

const COLUMNS = Object.keys(Hour.shape);
const PLAIN = COLUMNS.filter((column) => column !== "points");

const STORE = `
  INSERT INTO hours (${PLAIN.join(", ")}, points)
  SELECT ${PLAIN.map((column) => `value ->> '${column}'`).join(", ")}, unhex(value ->> 'points')
  FROM json_each(?1) WHERE true
  ON CONFLICT (check_key, opened) DO UPDATE SET
    ${COLUMNS.map((column) => `${column} = excluded.${column}`).join(", ")}
  WHERE excluded.runs >= hours.runs`;

/** Which hours of a check are read. Times are epoch milliseconds. */
export interface HoursWanted {
  readonly key: string;
  readonly from: number;
  readonly to: number;
  /** False: only those at the edges, and those of hours with few results. */
  readonly allPoints: boolean;
}

export interface HoursRead {
  readonly hours: readonly Hour[];
  readonly rowsRead: number;
}

/**
 * Stores hours, all or none of them: an hour that is stored again replaces itself, unless it knows less. Returns how many
 * rows were written. Rejects if the database does not answer within ten seconds; then it may have stored them or not.
 */
export async function storeHours(db: D1Database, hours: readonly Hour[]): Promise<number> {
  const { meta } = await inTime(LIMIT_MS, () => db.prepare(STORE).bind(JSON.stringify(hours)).run());
  return meta.rows_written;
}

/** The hours that touch `from`–`to`, and the last one before: it tells what held when the range began. */
export async function readHours(
  db: D1Database,
  { key, from, to, allPoints }: HoursWanted,
): Promise<HoursRead> {
  const edges = [hourOf(from) + 3_600_000, hourOf(to)];
  const wanted = "?2 OR runs <= 4 OR opened < ?3 OR opened >= ?4";
  const select = `
    SELECT ${PLAIN.join(", ")}, CASE WHEN points IS NOT NULL AND (${wanted}) THEN hex(points) END AS points
    FROM hours WHERE check_key = ?1 AND opened`;
  const bound = [key, allPoints ? 1 : 0, ...edges, hourOf(from)];
  const [before, within] = await inTime(LIMIT_MS, () =>
    db.batch([
      db.prepare(`${select} < ?5 ORDER BY opened DESC LIMIT 1`).bind(...bound),
      db.prepare(`${select} BETWEEN ?5 AND ?6 ORDER BY opened`).bind(...bound, to),
    ]),
  );
  const results = [before, within].flatMap((result) => result ?? []);
  return {
    hours: z.array(Hour).parse(results.flatMap((result) => result.results)),
    rowsRead: results.map(({ meta }) => meta.rows_read).reduce((sum, rows) => sum + rows, 0),
  };
}
