// A thousand rows take half a second to build. Those in sight are painted first; the rest follow while nothing else waits.
import { effect, signal } from "@preact/signals";
import { afterPaint } from "../after_paint.ts";
import { checks } from "../state.ts";

/** Two screens of them. */
const FIRST = 48;
/** As many as the browser builds without being missed. */
const MORE = 120;

/** How many rows of the list there may be by now. */
export const rowsShown = signal(FIRST);

export function startRows(): void {
  effect(() => {
    if (checks.value.length > rowsShown.value) afterPaint(() => (rowsShown.value += MORE));
  });
}
