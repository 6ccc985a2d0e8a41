import type { Json } from "#check";

// RFC 9110 §5.6.7: the format of today and that of RFC 850, and the offsets that some servers send all the same.
const HTTP_DATE =
  /^(?:[a-z]{3,9}, )?\d{1,2}[ -][a-z]{3}[ -]\d{2}(?:\d{2})? \d{2}:\d{2}:\d{2}(?<zone> (?:GMT|UTC|[+-]\d{4}))?$/i;
// The same section, the format of C's asctime().
const ASCTIME_DATE = /^[a-z]{3} [a-z]{3} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/i;
const ISO_DATE = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:?\d{2})?)?$/i;
// As seconds this is the year 5138, as milliseconds 1973: nobody means the former or logs the latter.
const FIRST_MILLISECONDS = 1e11;
// ECMAScript's dates end here, on both sides of 1970.
const LAST_MILLISECONDS = 8.64e15;

/** Epoch milliseconds of an HTTP date; undefined where it is none. A date without zone is UTC. */
export function parseHttpDate(text: string): number | undefined {
  const match = HTTP_DATE.exec(text);
  if (!match && !ASCTIME_DATE.test(text)) return undefined;
  // Without a zone the platform would take its own.
  return valid(Date.parse(match?.groups?.zone ? text : `${text} GMT`));
}

/** Epoch milliseconds of a timestamp: epoch seconds or milliseconds, as number or text, ISO 8601, or an HTTP date. */
export function parseTimestamp(value: Json): number | undefined {
  if (typeof value === "number") return valid(value < FIRST_MILLISECONDS ? value * 1000 : value);
  if (typeof value !== "string") return undefined;
  const text = value.trim();
  if (/^\d+(\.\d+)?$/.test(text)) return parseTimestamp(Number(text));
  return parseIsoDate(text) ?? parseHttpDate(text);
}

/** As Python's `isoformat`, which the data of these checks has always had: `2019-11-11T22:44:31+00:00`. */
export function isoDate(time: Date | number): string {
  const text = new Date(time).toISOString();
  return text.endsWith(".000Z") ? text.replace(".000Z", "+00:00") : text.replace("Z", "000+00:00");
}

function parseIsoDate(text: string): number | undefined {
  const [, day, time = "00:00", zone = "Z"] = ISO_DATE.exec(text) ?? [];
  if (day === undefined) return undefined;
  const offset = zone.toUpperCase().replace(/(\d{2})(\d{2})$/, "$1:$2");
  return valid(Date.parse(`${day}T${time}${offset}`));
}

function valid(time: number): number | undefined {
  return Math.abs(time) <= LAST_MILLISECONDS ? time : undefined;
}
