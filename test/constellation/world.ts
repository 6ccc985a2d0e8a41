import type { PartName } from "./parts.ts";

/** What the parts of the constellation share: the time, and what is broken. */
export interface World {
  /** Epoch milliseconds. */
  readonly now: () => number;
  isBroken(part: PartName): boolean;
  set(part: PartName, broken: boolean): void;
  /** Calls `listener` whenever something was broken or mended. */
  onChange(listener: () => void): void;
}

/** A world in which everything works. */
export function createWorld(now: () => number): World {
  const broken = new Set<PartName>();
  const listeners: (() => void)[] = [];
  return {
    now,
    isBroken: (part) => broken.has(part),
    set(part, isBroken) {
      if (isBroken) broken.add(part);
      else broken.delete(part);
      for (const listener of listeners) listener();
    },
    onChange: (listener) => listeners.push(listener),
  };
}

/** ISO 8601 without milliseconds, as GitHub and most services write it. */
export function isoSeconds(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+/, "");
}
