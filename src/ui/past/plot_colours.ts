/** What a plot is drawn with. */
export type Colours = Readonly<
  Record<"ink" | "hair" | "accent" | "failed" | "errored" | "stale" | "band", string>
>;

/** A canvas knows no custom properties: an element that has them tells what they come to. */
export function coloursOf(host: HTMLElement): Colours {
  const probe = host.appendChild(document.createElement("span"));
  const colour = (text: string) => {
    probe.style.color = text;
    return getComputedStyle(probe).color;
  };
  const colours = {
    ink: colour("var(--ink-soft)"),
    hair: colour("var(--hair)"),
    accent: colour("var(--accent)"),
    band: colour("color-mix(in srgb, var(--accent) 25%, transparent)"),
    failed: colour("var(--failed)"),
    errored: colour("var(--errored)"),
    stale: colour("color-mix(in srgb, var(--stale) 40%, transparent)"),
  };
  probe.remove();
  return colours;
}
