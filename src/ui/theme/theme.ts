import { effect, signal } from "@preact/signals";
import { keep, recall } from "../storage.ts";

const THEME = "poucave-theme";
const THEMES = ["system", "day", "night"] as const;

/** "system": as the system of the reader has it. */
export type Theme = (typeof THEMES)[number];

export const theme = signal<Theme>(THEMES.find((known) => known === recall("local", THEME)) ?? "system");

export function startTheme(): void {
  effect(() => {
    document.documentElement.dataset.theme = theme.value;
  });
}

/** Goes on to the next of the three. */
export function switchTheme(): void {
  theme.value = nextOf(theme.peek());
  keep("local", THEME, theme.value === "system" ? undefined : theme.value);
}

export function nextOf(current: Theme): Theme {
  return THEMES[(THEMES.indexOf(current) + 1) % THEMES.length] ?? "system";
}
