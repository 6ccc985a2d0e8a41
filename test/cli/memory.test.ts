import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { board, type Started, start, until } from "./started.ts";

let state: string;
let started: Started;

beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), "poucave-"));
  started = await start(["--port", "0", "--tick", "1", "--state", state]);
  await until(
    async () => (await board(started)).checks,
    (checks) => checks.length > 0 && checks.every(({ status }) => status === "passed"),
  );
});
afterAll(async () => {
  await started.stop();
  await rm(state, { recursive: true, force: true });
});

interface Told {
  readonly events: readonly { readonly type: string; readonly project: string; readonly check: string }[];
}

const read = async (url: string) => (await fetch(url)).json() as Promise<never>;
const change = (what: string) => fetch(`${started.constellationUrl}/${what}`, { method: "POST" });
interface Found {
  readonly incidents: readonly { readonly project: string; readonly check: string; readonly end: unknown }[];
}

const incidents = async (query: string): Promise<Found["incidents"]> => {
  const found: Found = await read(`${started.url}/incidents?${query}`);
  return found.incidents;
};
const told = async (): Promise<string[]> => {
  const messages: Told[] = await read(`${started.constellationUrl}/inbox`);
  return messages.flatMap(({ events }) =>
    events.map(({ type, project, check }) => `${type} ${project}/${check}`),
  );
};

it("remembers what broke together, tells of it once, and of its end", async () => {
  await change("break/cdn");
  await change("break/subscribers");
  const open = await until(
    () => incidents("open=true"),
    (found) => found.length >= 3,
  );
  await until(told, (events) => events.includes("opened push/connections"));
  await change("mend/cdn");
  await change("mend/subscribers");
  const over = await until(
    () => incidents("open=false"),
    (found) => found.length >= 3,
  );
  const events = await until(told, (all) => all.filter((event) => event.startsWith("closed")).length >= 3);

  const names = ["cdn/age", "cdn/consistency", "push/connections"];
  expect(open.map(({ project, check }) => `${project}/${check}`).toSorted()).toEqual(names);
  expect(over.every(({ end }) => end !== null)).toBe(true);
  expect(events.toSorted()).toEqual([
    ...names.map((name) => `closed ${name}`),
    ...names.map((name) => `opened ${name}`),
  ]);
});

it("has the failure in the check's history", async () => {
  const history = await read(`${started.url}/checks/push/connections/history`);

  expect(history).toMatchObject({ uptime: { ratio: expect.any(Number) } });
  expect(JSON.stringify(history)).toContain("37");
});
