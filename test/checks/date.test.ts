import fc from "fast-check";
import { expect, test } from "vitest";
import { isoDate, parseHttpDate, parseTimestamp } from "../../checks/_date.ts";

const NOON = Date.parse("2026-11-22T12:00:00Z");

test.each([
  "Sun, 22 Nov 2026 12:00:00 GMT",
  "Mon, 22 Nov 2026 12:00:00 GMT",
  "Sunday, 22-Nov-26 12:00:00 GMT",
  "Sun Nov 22 12:00:00 2026",
  "Sun, 22 Nov 2026 14:00:00 +0200",
  "Sun, 22 Nov 2026 12:00:00",
])("reads the HTTP date %s", (text) => {
  expect(parseHttpDate(text)).toBe(NOON);
});

test.each(["", "foo", "00:00:00 GMT", "2026-11-22T12:00:00Z", "Sun, 99 Nov 2026 12:00:00 GMT", "22"])(
  "does not take %j for an HTTP date",
  (text) => {
    expect(parseHttpDate(text)).toBeUndefined();
  },
);

test.each([
  NOON,
  NOON / 1000,
  String(NOON),
  ` ${NOON / 1000}\n`,
  "2026-11-22T12:00:00Z",
  "2026-11-22T12:00:00.000000+00:00",
  "2026-11-22 12:00:00",
  "2026-11-22T14:00:00+0200",
  "Sun, 22 Nov 2026 12:00:00 GMT",
])("reads the timestamp %j", (value) => {
  expect(parseTimestamp(value)).toBe(NOON);
});

test.each([null, true, "", "v1.2", "2026-13-01", 1e300, [NOON], { t: NOON }])(
  "does not take %j for a timestamp",
  (value) => {
    expect(parseTimestamp(value)).toBeUndefined();
  },
);

test("every date survives being written and read", () => {
  const dates = fc.date({ min: new Date("1974-01-01"), max: new Date("2200-01-01"), noInvalidDate: true });

  fc.assert(
    fc.property(dates, (date) => {
      expect(parseTimestamp(isoDate(date))).toBe(date.getTime());
      expect(parseTimestamp(date.getTime())).toBe(date.getTime());
      expect(parseHttpDate(date.toUTCString())).toBe(Math.floor(date.getTime() / 1000) * 1000);
    }),
  );
});

test("writes dates as Python does", () => {
  expect(isoDate(NOON)).toBe("2026-11-22T12:00:00+00:00");
  expect(isoDate(NOON + 123)).toBe("2026-11-22T12:00:00.123000+00:00");
});
