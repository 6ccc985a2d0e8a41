/** What the browser keeps for this tab ("session") or for this origin ("local"). */
type Kind = "session" | "local";

/** The text kept under `key`; undefined where there is none, or where the browser keeps nothing. */
export function recall(kind: Kind, key: string): string | undefined {
  return storageOf(kind)?.getItem(key) ?? undefined;
}

/** Keeps `text` under `key`; undefined forgets it. */
export function keep(kind: Kind, key: string, text: string | undefined): void {
  if (text === undefined) storageOf(kind)?.removeItem(key);
  else storageOf(kind)?.setItem(key, text);
}

/** Browsers that refuse storage throw at the mere mention of it. */
function storageOf(kind: Kind): Storage | undefined {
  try {
    return kind === "session" ? window.sessionStorage : window.localStorage;
  } catch {
    return undefined;
  }
}
