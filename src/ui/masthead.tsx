import type { JSX } from "preact";
import { ConnectionState } from "./connection_state.tsx";
import { Sentence } from "./sentence.tsx";
import { board } from "./state.ts";
import { ThemeSwitch } from "./theme_switch.tsx";
import { isWall } from "./wall.ts";

/** What is watched, how it is, and whether that is still true. */
export function Masthead(): JSX.Element {
  const { title = "Poucave", environment = "" } = board.value ?? {};
  return (
    <header class="masthead">
      <div class="masthead-title">
        <h1>{title}</h1>
        {environment && <span class="environment">{environment}</span>}
      </div>
      <div class="masthead-tools">
        <ConnectionState />
        {!isWall.value && <ThemeSwitch />}
      </div>
      <Sentence />
    </header>
  );
}
