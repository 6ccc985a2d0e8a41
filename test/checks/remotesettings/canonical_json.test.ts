import { expect, test } from "vitest";
import * as z from "zod";
import { canonicalJson, compareCodePoints } from "../../../checks/remotesettings/_canonical_json.ts";
import { type Exact, parseExactJson } from "../../../checks/remotesettings/_exact_json.ts";

const canonical = (json: string) => canonicalJson(z.custom<Exact>().parse(parseExactJson(json)));

test.each([
  ['"é"', '"\\u00e9"'],
  ['"𝄞"', '"\\ud834\\udd1e"'],
  ['{"b":2,"a":1}', '{"a":1,"b":2}'],
  ['{ "a" : [ 1 , null , true , false ] }', '{"a":[1,null,true,false]}'],
  ['"\\"\\\\\\n\\r\\t\\b\\f/\'"', '"\\"\\\\\\n\\r\\t\\b\\f/\'"'],
  ['"\\u0000\\u001F\\u007F\\u2028"', '"\\u0000\\u001f\\u007f\\u2028"'],
  ['{"é":1}', '{"\\u00e9":1}'],
  ['{"\u{1F600}":1,"\uFFFD":2}', '{"\\ufffd":2,"\\ud83d\\ude00":1}'],
  ['{"a":{"c":1,"b":[{"e":1,"d":2}]}}', '{"a":{"b":[{"d":2,"e":1}],"c":1}}'],
  ['{"10":1,"9":2}', '{"10":1,"9":2}'],
  ['{"__proto__":1,"a":2}', '{"__proto__":1,"a":2}'],
  ['{"a":1,"a":2}', '{"a":2}'],
  ["9007199254740993", "9007199254740993"],
  ["[-12345678901234567890]", "[-12345678901234567890]"],
  ["[-0]", "[0]"],
  ["[3.14]", "[3.14E0]"],
  ["[0.0000011]", "[1.1E-6]"],
  ["[1e21]", "[1E21]"],
  ["[1.0]", "[1E0]"],
  ["[-0.0]", "[-0E0]"],
  ["[10.0,1E2]", "[1E1,1E2]"],
  ['{"n":1.0}', '{"n":1E0}'],
  ['{"n": 1.0}', '{"n":1E0}'],
])("%s is written %s", (json, expected) => {
  expect(canonical(json)).toBe(expected);
});

test("orders by code point, where JavaScript orders by UTF-16", () => {
  const keys = ["\u{1F600}", "\uFFFD", "\uD7FF", "a", "ab", ""];

  expect(keys.toSorted(compareCodePoints)).toEqual(["", "a", "ab", "\uD7FF", "\uFFFD", "\u{1F600}"]);
});

test("what is nested without end is refused", () => {
  expect(() => canonical("[".repeat(300) + "]".repeat(300))).toThrow("nested over 200 deep");
});
