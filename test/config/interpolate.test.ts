// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is what the configuration itself writes.
import { expect, test } from "vitest";
import { interpolate, variablesIn } from "../../src/config/interpolate.ts";

const VARIABLES: Record<string, string> = { A: "one", B: "two", EMPTY: "", TRICKY: "$& ${A} $1" };
const lookup = (name: string) => VARIABLES[name];

test("fills in several variables of one string, each for itself", () => {
  expect(interpolate("https://${A}.x/${B}", lookup).value).toBe("https://one.x/two");
  expect(interpolate("${A}/${B}", lookup).value).toBe("one/two");
  expect(interpolate("${A}${A}", lookup).value).toBe("oneone");
});

test("fills in strings within arrays and tables at any depth, and leaves other values alone", () => {
  const date = new Date(0);
  const value = {
    list: ["${A}", ["${B}", 3]],
    table: { inner: { text: "${A}" } },
    number: 1,
    yes: true,
    date,
  };

  expect(interpolate(value, lookup).value).toEqual({
    list: ["one", ["two", 3]],
    table: { inner: { text: "one" } },
    number: 1,
    yes: true,
    date,
  });
});

test("takes an empty variable as set", () => {
  expect(interpolate("[${EMPTY}]", lookup)).toEqual({ value: "[]", problems: [] });
});

test("inserts what a variable holds as it is, without looking at it again", () => {
  expect(interpolate("${TRICKY}", lookup).value).toBe("$& ${A} $1");
});

test("names every variable that is not set, with its place, and leaves that string as it was", () => {
  const { value, problems } = interpolate({ urls: ["x", "${A}/${NOPE}/${NADA}"], ok: "${B}" }, lookup);

  expect(value).toEqual({ urls: ["x", "${A}/${NOPE}/${NADA}"], ok: "two" });
  expect(problems).toEqual([
    { path: ["urls", "1"], message: 'variable "NOPE" is not set', unset: "NOPE" },
    { path: ["urls", "1"], message: 'variable "NADA" is not set', unset: "NADA" },
  ]);
});

test("leaves text that only looks like a variable", () => {
  expect(interpolate("$A {A} ${A", lookup)).toEqual({ value: "$A {A} ${A", problems: [] });
});

test("lists the variables of a value once each", () => {
  expect(variablesIn({ a: ["${A}", "${B}${A}"], b: 1 })).toEqual(["A", "B"]);
});
