import type { Json } from "./json.ts";

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

/** Servers echo what they were sent as it is, in a URL, in JSON inside a string, or as Basic credentials. */
function spellings({ value, label }: Secret): [string, string][] {
  if (value.length < MIN_LENGTH) return [];
  const forms = new Set([
    value,
    encodeURIComponent(value),
    JSON.stringify(value).slice(1, -1),
    base64(value),
  ]);
  return [...forms].map((form) => [form, label]);
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
