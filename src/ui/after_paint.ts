/** Calls `next` once what was changed last is on the screen. */
export function afterPaint(next: () => void): void {
  requestAnimationFrame(() => setTimeout(next));
}
