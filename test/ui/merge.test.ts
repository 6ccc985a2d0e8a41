import { describe, expect, test } from "vitest";
import { expire, mergeBoard, mergeStates } from "../../src/ui/live/merge.ts";
import { checkOf } from "./sample_board.ts";

const EARLY = "2026-05-01T14:20:00Z";
const LATE = "2026-05-01T14:29:59Z";

describe("Merging", () => {
  test("keeps the newer state when the board is older, and the board's description", () => {
    const held = checkOf("a", "b", { status: "failed", datetime: LATE, description: "old words" });
    const next = checkOf("a", "b", { datetime: EARLY, description: "new words" });

    const [merged] = mergeBoard([held], [next]);

    expect(merged).toMatchObject({ status: "failed", datetime: LATE, description: "new words" });
  });

  test("takes what the board says of a result that is already known: it may have grown stale", () => {
    const held = checkOf("a", "b", { datetime: EARLY });
    const next = checkOf("a", "b", { datetime: EARLY, status: "stale" });

    expect(mergeBoard([held], [next])).toEqual([next]);
  });

  test("follows the board in what there is, and in which order", () => {
    const held = [checkOf("a", "gone"), checkOf("a", "kept")];
    const next = [checkOf("a", "new"), checkOf("a", "kept")];

    expect(mergeBoard(held, next).map(({ name }) => name)).toEqual(["new", "kept"]);
  });

  test("leaves checks that are not in the message the same objects", () => {
    const held = [checkOf("a", "b"), checkOf("a", "c")];

    const merged = mergeStates(held, [checkOf("a", "c", { status: "failed", datetime: LATE })]);

    expect(merged[0]).toBe(held[0]);
    expect(merged[1]?.status).toBe("failed");
  });

  test("does not let a message without result overwrite one", () => {
    const held = [checkOf("a", "b")];

    const merged = mergeStates(held, [checkOf("a", "b", { status: "pending", datetime: null })]);

    expect(merged).toEqual(held);
  });
});

describe("Expiry", () => {
  const STALE_AT = "2026-05-01T14:33:00Z";
  const at = Date.parse(STALE_AT);

  test.each(["passed", "failed", "errored"] as const)("makes %s stale from stale_at on", (status) => {
    const checks = [checkOf("a", "b", { status, stale_at: STALE_AT })];

    expect(expire(checks, at - 1)).toBe(checks);
    expect(expire(checks, at)).toMatchObject([{ status: "stale", since: STALE_AT }]);
  });

  test("leaves what never ran pending", () => {
    const checks = [checkOf("a", "b", { status: "pending", stale_at: null })];

    expect(expire(checks, at + 1)).toBe(checks);
  });
});
