import type { JSX } from "preact";
import { now } from "./clock.ts";
import { ageOf, exactTime } from "./times.ts";

/** How long ago `time` was, counting on by itself. */
export function Age({ time, never = "never ran" }: { time: string | null; never?: string }): JSX.Element {
  const at = time === null ? Number.NaN : Date.parse(time);
  if (time === null || Number.isNaN(at)) return <span class="age">{never}</span>;
  return (
    <time class="age" dateTime={time} title={exactTime(at)}>
      {ageOf(at, now.value)}
    </time>
  );
}
