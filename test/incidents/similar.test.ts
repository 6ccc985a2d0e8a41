import { describe, expect, test } from "vitest";
import {
  causeOf,
  episodesOf,
  type PastIncident,
  sentenceOf,
  similarEpisodes,
} from "../../src/incidents/similar.ts";

const MINUTE = 60_000;

const past = (key: string, start: number, end: number): PastIncident => ({
  id: `${key}:${start}`,
  key,
  start: start * MINUTE,
  end: end * MINUTE,
});
const keysOf = (incidents: readonly PastIncident[]) => incidents.map(({ key }) => key);

describe("past incidents", () => {
  test("that overlap are one episode, in whatever order they are told", () => {
    const episodes = episodesOf([past("c", 100, 110), past("b", 5, 20), past("a", 0, 10), past("d", 15, 30)]);

    expect(
      episodes.map(({ start, end, incidents }) => [start / MINUTE, end / MINUTE, keysOf(incidents)]),
    ).toEqual([
      [0, 30, ["a", "b", "d"]],
      [100, 110, ["c"]],
    ]);
  });

  test("that last for weeks draw no other story into their own", () => {
    const episodes = episodesOf([
      past("a", 0, 40_000),
      past("b", 30, 40),
      past("c", 10_000, 10_010),
      past("d", 10_001, 10_003),
    ]);

    expect(episodes.map(({ incidents }) => keysOf(incidents))).toEqual([
      ["a", "b"],
      ["c", "d"],
    ]);
  });
});

describe("similar episodes", () => {
  test("are those whose failing checks overlap most, the best first, the newer of two that are alike", () => {
    const episodes = similarEpisodes(
      ["a", "b", "c", "d"],
      [
        past("a", 0, 9),
        past("x", 1, 9),
        ...["a", "b", "c"].map((key) => past(key, 100, 109)),
        past("d", 200, 209),
        past("a", 300, 309),
        past("z", 400, 409),
      ],
    );

    expect(episodes.map(({ likeness, shared }) => [likeness, shared])).toEqual([
      [3 / 4, ["a", "b", "c"]],
      [1 / 4, ["a"]],
      [1 / 4, ["d"]],
      [1 / 5, ["a"]],
    ]);
  });

  test("are at most five", () => {
    const all = Array.from({ length: 1000 }, (_, index) => past("a", index * 10, index * 10 + 5));

    expect(similarEpisodes(["a"], all).map(({ start }) => start / MINUTE)).toEqual([
      9990, 9980, 9970, 9960, 9950,
    ]);
  });

  test("count a check that failed twice in an episode once", () => {
    const [episode] = similarEpisodes(["a"], [past("a", 0, 9), past("b", 5, 30), past("a", 12, 20)]);

    expect(episode).toMatchObject({ likeness: 1 / 2, shared: ["a"] });
  });

  test.each<[string, string[], PastIncident[]]>([
    ["nothing fails", [], [past("a", 0, 9)]],
    ["nothing ever failed", ["a"], []],
  ])("are none where %s", (_what, failing, incidents) => {
    expect(similarEpisodes(failing, incidents)).toEqual([]);
  });
});

describe("a sentence", () => {
  const at = (month: number) => Date.UTC(2026, month, 2, 23, 59) / MINUTE;
  const tell = (failing: string[], cause: string, now = Date.UTC(2026, 10, 22)) => {
    const [episode] = similarEpisodes(
      failing,
      ["a", "b", "c"].map((key) => past(key, at(2), at(3))),
    );
    return episode && sentenceOf(episode, { failing: failing.length, cause, now });
  };

  test("tells how many failed together, when and why", () => {
    expect(tell(["a", "b", "c", "d"], "the CDN")).toBe(
      "3 of these 4 failed together on 2 March; cause: the CDN",
    );
  });

  test("names the year where it is another, and no cause where none is known", () => {
    expect(tell(["a", "d"], "", Date.UTC(2027, 0, 1))).toBe("1 of these 2 failed on 2 March 2026");
  });

  test("is about the one that fails", () => {
    expect(tell(["a"], "")).toBe("It failed on 2 March");
  });
});

test("the cause of an episode is that of a check that fails now, before that of another", () => {
  const [episode] = similarEpisodes(["b", "c"], [past("a", 0, 9), past("b", 1, 9), past("c", 2, 9)]);
  const causes = new Map([
    ["a:0", "the cable"],
    ["c:2", "the disk"],
  ]);

  expect(episode && causeOf(episode, causes)).toBe("the disk");
  expect(episode && causeOf(episode, new Map([["a:0", "the cable"]]))).toBe("the cable");
});
