import { computed, signal } from "@preact/signals";
import { theme } from "./theme.ts";

const query = matchMedia("(prefers-color-scheme: dark)");
const systemIsDark = signal(query.matches);
query.addEventListener("change", () => {
  systemIsDark.value = query.matches;
});

/** Whether the page is shown by night: what is painted on a canvas has to know. */
export const isDark = computed(() =>
  theme.value === "system" ? systemIsDark.value : theme.value === "night",
);
