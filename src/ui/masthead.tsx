import type { JSX } from "preact";
import { isWall } from "./diagram/wall.ts";
import { ConnectionState } from "./live/connection_state.tsx";
import { Sentence } from "./overview/sentence.tsx";
import { board } from "./state.ts";
import { ThemeSwitch } from "./theme/theme_switch.tsx";

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
