import { placeOf } from "../http/target.ts";
import type { Json } from "../json.ts";

/** A text that must not be seen, and what to show in its place. */
export interface Secret {
  readonly value: string;
  readonly label: string;
}

/** Replaces every secret in text, at any depth, in keys as well as values. */
export type Redact = <T extends Json>(data: T) => T;

// Shorter texts occur by chance: taking them out would spoil data and betray nothing.
const MIN_LENGTH = 6;

/** The one choke-point for secrets: everything that leaves a run goes through it. */
export function createRedact(secrets: readonly Secret[]): Redact {
  const replacements = [...new Map(secrets.flatMap(spellings)).entries()];
  // The longest first: a secret may contain another.
  replacements.sort(([one], [other]) => other.length - one.length);

  function redactText(text: string): string {
    let clean = text;
    for (const [value, label] of replacements) {
      if (clean.includes(value)) clean = clean.replaceAll(value, () => label);
    }
    return clean;
  }

  function redactJson(data: Json): Json {
    if (typeof data === "string") return redactText(data);
    if (typeof data !== "object" || data === null) return data;
    if (Array.isArray(data)) return data.map(redactJson);
    return Object.fromEntries(
      Object.entries(data).map(([key, value]) => [redactText(key), redactJson(value)]),
    );
  }

  // The shape of the data is kept, so its type is.
  return (data) => redactJson(data) as typeof data;
}

/** Servers, libraries and messages repeat what they were given in their own way. */
function spellings({ value, label }: Secret): [string, string][] {
  if (value.length < MIN_LENGTH) return [];
  const forms = [value, ...placeIn(value)].flatMap((text) => [
    ...quoted(text),
    ...inUrls(text),
    ...inBase64(text),
  ]);
  return forms.filter((form) => form.length >= MIN_LENGTH).map((form) => [form, label]);
}

/** Our own messages name a URL by its place. One without a path is a host, which betrays nothing. */
function placeIn(value: string): string[] {
  if (!URL.canParse(value)) return [];
  const url = new URL(value);
  return url.pathname.length > 1 ? [placeOf(url)] : [];
}

/** As it is, in JSON, in JSON within JSON, and in HTML. */
function quoted(text: string): string[] {
  const json = JSON.stringify(text).slice(1, -1);
  const html = text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
  return [text, json, JSON.stringify(json).slice(1, -1), html];
}

/** Each part of a URL has its own set of characters to encode; some write the hexadecimal digits small. */
function inUrls(text: string): string[] {
  const url = new URL("https://example.com");
  url.password = text;
  url.pathname = text;
  url.search = text;
  const form = new URLSearchParams([["", text]]).toString().slice(1);
  const whole = encodeURIComponent(text.toWellFormed());
  const encoded = [whole, form, url.password, url.pathname.slice(1), url.search.slice(1)];
  return [...encoded, ...encoded.map((one) => one.replace(/%../g, (hex) => hex.toLowerCase()))];
}

/** Alone, and as a part of something longer such as `user:password`: then what stands before shifts it. */
function inBase64(text: string): string[] {
  const encoded = [0, 1, 2].map((shift) => {
    const bytes = [..."\0".repeat(shift), ...bytesOf(text)];
    // The characters that hold nothing but bits of the text.
    return btoa(bytes.join("")).slice(Math.ceil((shift * 4) / 3), Math.floor((bytes.length * 4) / 3));
  });
  const all = [btoa(bytesOf(text).join("")), ...encoded];
  return [...all, ...all.map((one) => one.replaceAll("+", "-").replaceAll("/", "_"))];
}

/** One character a byte of its UTF-8. */
function bytesOf(text: string): string[] {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte));
}
