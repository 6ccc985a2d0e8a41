import { beforeAll, expect, test } from "vitest";
import type { Definition } from "../../src/definition.ts";
import { historyOf } from "../../src/history/history.ts";
import type { Hour } from "../../src/history/hour.ts";
import { HourBook } from "../../src/history/hour_book.ts";
import {
  afterStep,
  conditionOf,
  type Memory,
  NO_MEMORY,
  type Step,
  stepOf,
} from "../../src/incidents/transition.ts";
import type { Outcome } from "../../src/outcome.ts";
import { type CheckRecord, recordOf } from "../../src/record.ts";
import { endedAt, staleAt } from "../../src/schedule.ts";
import { type Brief, briefOf } from "../../src/show/brief.ts";
import { definitionOf } from "../definition_of.ts";

// Fourteen days of sixty checks that run each minute for 200 ms, of which it is written beforehand how they fail.
const MINUTE_MS = 60_000;
const MINUTES = 14 * 1440;
const RUN_MS = 200;
const CHECKS = 60;

/** A result is trusted for so long: its ttl, two ticks and the time that a run may take. */
const TRUSTED_S = 60 + 2 * 60 + 30;

type Found = Outcome["status"] | "silent";

interface Chapter {
  /** Minutes. */
  readonly from: number;
  readonly story: readonly Found[];
  readonly incident?: { readonly ailment: string; readonly start: number; readonly end: number | null };
  /** Seconds that are not passed. */
  readonly seconds: Partial<Record<"failed" | "errored" | "stale", number>>;
}

const times = (count: number, found: Found): Found[] => Array.from({ length: count }, () => found);
/** When the run of a minute ends. */
const ended = (minute: number) => minute * MINUTE_MS + RUN_MS;

function outage(from: number, found: "failed" | "errored", minutes: number): Chapter {
  const incident = { ailment: found, start: ended(from), end: ended(from + minutes) };
  return { from, story: times(minutes, found), incident, seconds: { [found]: minutes * 60 } };
}

/** One bad result is no incident: two in a row are. */
function blip(from: number): Chapter {
  return { from, story: ["failed"], seconds: { failed: 60 } };
}

function silence(from: number, minutes: number): Chapter {
  const stale = Math.max(0, (minutes + 1) * 60 - TRUSTED_S);
  const start = ended(from - 1) + TRUSTED_S * 1000;
  const incident = { ailment: "stale", start, end: ended(from + minutes) };
  return { from, story: times(minutes, "silent"), ...(stale > 0 && { incident }), seconds: { stale } };
}

function failureThenErrors(from: number): Chapter {
  const incident = { ailment: "failed", start: ended(from), end: ended(from + 7) };
  const story = [...times(3, "failed"), ...times(4, "errored")];
  return { from, story, incident, seconds: { failed: 3 * 60, errored: 4 * 60 } };
}

function failureThenSilence(from: number): Chapter {
  const incident = { ailment: "failed", start: ended(from), end: ended(from + 12) };
  const failed = 60 + TRUSTED_S;
  const story = [...times(2, "failed"), ...times(10, "silent")];
  return { from, story, incident, seconds: { failed, stale: 12 * 60 - failed } };
}

/** Bad and good in turns for four hours, told once. */
function flapping(from: number): Chapter {
  const story = Array.from(
    { length: 240 },
    (_, index) => (index % 2 === 0 ? "failed" : "passed") satisfies Found,
  );
  const incident = { ailment: "flapping", start: ended(from), end: ended(from + 239) };
  return { from, story, incident, seconds: { failed: 120 * 60 } };
}

function unfinished(from: number): Chapter {
  const incident = { ailment: "errored", start: ended(from), end: null };
  return {
    from,
    story: times(MINUTES - from, "errored"),
    incident,
    seconds: { errored: (MINUTES - from) * 60 },
  };
}

/** Some of all for each check, each at its own time. */
function scriptOf(check: number): Chapter[] {
  return [
    outage(100 + ((check * 331) % 5000), "failed", 2 + ((check * 7) % 180)),
    blip(6000 + check * 3),
    outage(8000 + check * 11, "errored", 5 + check),
    silence(12_000 + check * 5, 1 + (check % 40)),
    ...(check % 10 === 0 ? [flapping(15_000 + check)] : []),
    failureThenErrors(18_000 + check),
    ...(check % 6 === 0 ? [failureThenSilence(19_000 + check)] : []),
    ...(check % 15 === 0 ? [unfinished(20_100)] : []),
  ];
}

const OUTCOMES: Readonly<Record<Outcome["status"], Outcome>> = {
  passed: { status: "passed", data: { ok: true }, value: 1 },
  failed: { status: "failed", data: { ok: false }, value: 0 },
  errored: { status: "errored", error: { type: "TimeoutError", message: "Cannot fetch" } },
};

interface PlayedIncident {
  readonly ailment: string;
  readonly start: number;
  readonly end: number | null;
}

/** A check, from its results to its incidents and its history. */
class Played {
  readonly definition: Definition;
  readonly steps: Step[] = [];
  readonly incidents: PlayedIncident[] = [];
  readonly hours: Hour[] = [];
  readonly #book = new HourBook([]);
  #memory: Memory = NO_MEMORY;
  #record: CheckRecord | undefined;
  #brief: Brief | undefined;

  constructor(check: number) {
    this.definition = definitionOf({ name: `check${check}`, key: `shop/check${check}` });
  }

  run(found: Found, startedAt: number): void {
    if (found === "silent") return;
    const record = recordOf({ outcome: OUTCOMES[found], startedAt, durationMs: RUN_MS }, this.#record);
    this.#record = record;
    this.#brief = briefOf(record);
    const { key } = this.definition;
    const at = endedAt(record);
    const coverMs = staleAt(this.definition, record, MINUTE_MS) - at;
    const value = found === "errored" ? null : 1;
    const observation = {
      key,
      fingerprint: "1",
      at,
      durationMs: RUN_MS,
      coverMs,
      status: found,
      maintenance: false,
      value,
    };
    this.#book.add(observation, at);
  }

  look(now: number): void {
    const { definition } = this;
    const condition = conditionOf(definition, this.#brief, { now, tickMs: MINUTE_MS });
    const step = stepOf(condition, this.#memory, { ...definition, now });
    if (step.type === "none") return;
    const { open } = this.#memory;
    this.#memory = afterStep(this.#memory, step);
    this.steps.push(step);
    if (step.type === "close" && open) this.incidents.push({ ...open, end: step.end });
  }

  flush(now: number): void {
    const due = this.#book.due(now);
    this.hours.push(...due);
    this.#book.forget(due);
  }

  finish(): void {
    const { open } = this.#memory;
    if (open) this.incidents.push({ ...open, end: null });
    this.hours.push(...this.#book.all());
  }
}

const played: Played[] = [];

beforeAll(() => {
  const scripts = Array.from({ length: CHECKS }, (_, check) => foundAt(scriptOf(check)));
  played.push(...scripts.map((_, check) => new Played(check)));
  for (let minute = 0; minute < MINUTES; minute += 1) {
    for (const [index, check] of played.entries()) {
      const now = minute * MINUTE_MS;
      check.look(now);
      check.run(scripts[index]?.[minute] ?? "silent", now);
      check.look(now + RUN_MS);
      // Publications repeat.
      if (minute % 3 === 0) check.look(now + RUN_MS);
      if (minute % 60 === 5) check.flush(now);
    }
  }
  for (const check of played) check.finish();
}, 60_000);

function foundAt(chapters: readonly Chapter[]): Found[] {
  const found = times(MINUTES, "passed");
  for (const { from, story } of chapters) found.splice(from, story.length, ...story);
  return found;
}

test("the incidents of a fortnight are those of the script, to the millisecond", () => {
  for (const [index, { incidents }] of played.entries()) {
    expect(incidents).toEqual(scriptOf(index).flatMap(({ incident }) => incident ?? []));
  }
});

test("each is told when it begins, and when it ends, and never again", () => {
  for (const [index, { steps }] of played.entries()) {
    const incidents = scriptOf(index).flatMap(({ incident }) => incident ?? []);
    const expected = incidents.flatMap(({ end }) => (end === null ? ["open"] : ["open", "close"]));

    expect(steps.map(({ type }) => type)).toEqual(expected);
  }
});

test("the uptime of a fortnight is that of the script, to the second", () => {
  const range = { from: 0, to: MINUTES * 60, points: 300 };
  for (const [index, { hours }] of played.entries()) {
    const bad = { failed: 0, errored: 0, stale: 0 };
    for (const { seconds } of scriptOf(index)) {
      bad.failed += seconds.failed ?? 0;
      bad.errored += seconds.errored ?? 0;
      bad.stale += seconds.stale ?? 0;
    }

    expect(historyOf(hours, range).uptime).toMatchObject({
      passed: range.to - bad.failed - bad.errored - bad.stale,
      ...bad,
      unobserved: 0,
    });
  }
});
