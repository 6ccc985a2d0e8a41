// The page for a screen on a wall: `?wall`.
import { effect, signal } from "@preact/signals";
import { opened } from "../route.ts";

export const isWall = signal(inAddress());

let lock: Promise<WakeLockSentinel | undefined> | undefined;

export function startWall(): void {
  window.addEventListener("popstate", () => {
    isWall.value = inAddress();
  });
  window.addEventListener("keydown", ({ key }) => {
    if (key === "Escape" && isWall.peek() && !opened.peek()) leaveWall();
  });
  // The browser takes Escape for itself while the page is full screen.
  document.addEventListener("fullscreenchange", () => {
    if (!document.fullscreenElement && isWall.peek()) leaveWall();
  });
  document.addEventListener("visibilitychange", stayAwake);
  effect(() => {
    document.documentElement.toggleAttribute("data-wall", isWall.value);
    stayAwake();
  });
}

/** To be called by a click: browsers allow full screen to nobody else. */
export function enterWall(): void {
  history.pushState(null, "", "?wall");
  isWall.value = true;
  document.documentElement.requestFullscreen?.().catch(() => {
    // Without full screen the wall fills the window.
  });
}

function leaveWall(): void {
  isWall.value = false;
  history.pushState(null, "", location.pathname);
}

/** Locks end when the page is hidden: it asks again. A browser that refuses one may dim the screen. */
function stayAwake(): void {
  void lock?.then((held) => held?.release());
  const isSeen = isWall.peek() && document.visibilityState === "visible";
  lock = isSeen ? navigator.wakeLock?.request("screen").catch(() => undefined) : undefined;
}

function inAddress(): boolean {
  return new URLSearchParams(location.search).has("wall");
}
