import fc from "fast-check";
import { expect, test } from "vitest";
import type { StoredRecord } from "../../../checks/remotesettings/_client.ts";
import {
  collectionDiff,
  humanDiff,
  isEmptyDiff,
  readContents,
} from "../../../checks/remotesettings/_compare.ts";

async function* pages(...records: StoredRecord[]) {
  for (const record of records) yield [record];
}

async function diff(source: readonly StoredRecord[], destination: readonly StoredRecord[]) {
  return collectionDiff(await readContents(pages(...source)), await readContents(pages(...destination)));
}

test("finds no difference in what only the server wrote, or in the order of keys and records", async () => {
  const source = [{ id: "a", x: { b: 1, c: 2 }, last_modified: 1, schema: 1 }, { id: "b" }];
  const destination = [{ id: "b" }, { schema: 2, last_modified: 2, x: { c: 2, b: 1 }, id: "a" }];

  expect(isEmptyDiff(await diff(source, destination))).toBe(true);
});

test("finds a difference wherever it is, and nowhere else", async () => {
  const nested = fc.object({ maxDepth: 2, values: [fc.string(), fc.integer(), fc.constant(null)] });
  await fc.assert(
    fc.asyncProperty(nested, fc.string(), fc.string(), async (rest, one, other) => {
      const found = await diff(
        [{ ...Object(rest), id: "a", v: one }],
        [{ ...Object(rest), id: "a", v: other }],
      );

      expect(found.update).toEqual(one === other ? [] : ["a"]);
    }),
  );
});

test("tells within a last_modified of its own", async () => {
  const found = await diff([{ id: "a", x: { last_modified: 1 } }], [{ id: "a", x: { last_modified: 2 } }]);

  expect(found.update).toEqual(["a"]);
});

test("says it in words, with the first five ids, in the order of their side", async () => {
  const records = (text: string) => [...text].map((id) => ({ id }));

  const found = await diff(
    [...records("gfedcba"), { id: "x", v: 1 }],
    [{ id: "z" }, { id: "x", v: 2 }, { id: "y" }],
  );

  expect(humanDiff("left", "right", found)).toBe(
    "7 records present in left but missing in right ('g', 'f', 'e', 'd', 'c'...), " +
      "1 record differ between left and right ('x'), " +
      "2 records present in right but missing in left ('z', 'y')",
  );
});

test("says nothing where nothing differs", () => {
  expect(humanDiff("left", "right", { create: [], update: [], remove: [] })).toBe("");
});

test("quotes an id as Python does", async () => {
  expect(humanDiff("left", "right", await diff([{ id: "it's" }], []))).toContain(`("it's")`);
});
