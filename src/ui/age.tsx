import { effect } from "@preact/signals";
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { now } from "./clock.ts";
import { ageOf, exactTime } from "./times.ts";

/**
 * How long ago `time` was, counting on by itself. The text is set past Preact: of a thousand ages only those that read
 * differently are touched each second. (A signal as child does so too, but then every state of the list stays in
 * memory: 95 KB a change with 300 checks.)
 */
export function Age({ time, never = "never ran" }: { time: string | null; never?: string }): JSX.Element {
  const element = useRef<HTMLTimeElement>(null);
  const at = time === null ? Number.NaN : Date.parse(time);
  useLayoutEffect(
    () =>
      effect(() => {
        // Nothing to tell where there is no time, and no need to be told of the next second.
        if (!element.current) return;
        const text = ageOf(at, now.value);
        if (element.current.textContent !== text) element.current.textContent = text;
      }),
    [at],
  );
  if (time === null || Number.isNaN(at)) return <span class="age">{never}</span>;
  return <time ref={element} class="age" dateTime={time} title={exactTime(at)} />;
}
