import { computed } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { now } from "./clock.ts";
import { ageOf, exactTime } from "./times.ts";

/**
 * How long ago `time` was, counting on by itself. The text is a signal of its own: of a thousand ages, only those that
 * read differently are touched each second.
 */
export function Age({ time, never = "never ran" }: { time: string | null; never?: string }): JSX.Element {
  const at = time === null ? Number.NaN : Date.parse(time);
  const text = useMemo(() => computed(() => ageOf(at, now.value)), [at]);
  if (time === null || Number.isNaN(at)) return <span class="age">{never}</span>;
  return (
    <time class="age" dateTime={time} title={exactTime(at)}>
      {text}
    </time>
  );
}
