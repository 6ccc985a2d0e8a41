import { effect } from "@preact/signals";
import { now } from "./clock.ts";
import { sentenceOf } from "./overview/summary.ts";
import { agents, board, checks, connection, worst } from "./state.ts";
import { SIGNS } from "./status.ts";

/** Keeps the tab's title and icon at the state of the whole: what is seen while the page is not. */
export function startTab(): void {
  effect(() => {
    const document_ = board.value;
    if (!document_) return;
    const lost = connection.value === "lost";
    const status = lost ? "stale" : worst.value;
    const sentence = lost
      ? "connection lost"
      : sentenceOf({ checks: checks.value, agents: agents.value }, now.peek());
    const where = [document_.title, document_.environment].filter((text) => text !== "").join(" ");
    document.title = `${SIGNS[status]} ${sentence} – ${where}`;
    document.querySelector("link[rel=icon]")?.setAttribute("href", `/icons/${status}.svg`);
  });
}
