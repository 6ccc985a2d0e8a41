import type { JSX } from "preact";
import { nextOf, switchTheme, type Theme, theme } from "./theme.ts";

const ICONS: Readonly<Record<Theme, string>> = {
  system: "M8 2a6 6 0 1 0 .01 0M8 2v12M6 2.5v11M4 3.5v9",
  day: "M8 5a3 3 0 1 0 .01 0M8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1",
  night: "M13.5 10A6 6 0 1 1 6.5 2.2 5 5 0 0 0 13.5 10z",
};
const NAMES: Readonly<Record<Theme, string>> = { system: "as the system", day: "day", night: "night" };

/** Day, night, or as the system has it. */
export function ThemeSwitch(): JSX.Element {
  const current = theme.value;
  const label = `Theme: ${NAMES[current]}`;
  const title = `${label}. Press for ${NAMES[nextOf(current)]}`;
  return (
    <button type="button" class="theme" aria-label={label} title={title} onClick={switchTheme}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={ICONS[current]} />
      </svg>
    </button>
  );
}
