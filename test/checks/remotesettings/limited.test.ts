import { expect, test } from "vitest";
import { mapLimited } from "../../../checks/remotesettings/_limited.ts";

test("gives the results in the order of the items, at most some at a time", async () => {
  const working = { now: 0, most: 0 };

  const results = await mapLimited([3, 1, 2, 5, 4], 2, async (item) => {
    working.now += 1;
    working.most = Math.max(working.most, working.now);
    for (let turn = 0; turn < item; turn += 1) await Promise.resolve();
    working.now -= 1;
    return item * 10;
  });

  expect(results).toEqual([30, 10, 20, 50, 40]);
  expect(working.most).toBe(2);
});

test("begins no more work after an error", async () => {
  const begun: number[] = [];

  const pending = mapLimited([1, 2, 3, 4, 5], 2, async (item) => {
    begun.push(item);
    if (item === 1) throw new RangeError("no 1");
    await new Promise(setImmediate);
  });

  await expect(pending).rejects.toThrow("no 1");
  await new Promise(setImmediate);
  expect(begun).toEqual([1, 2]);
});

test("does nothing with nothing", async () => {
  expect(await mapLimited([], 6, async () => 1)).toEqual([]);
});
