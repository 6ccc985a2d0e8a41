// Having a check run now. Who may do that has a token: it is asked for once, and kept for this tab alone.
import { effect, signal } from "@preact/signals";
import { isRecord, isText } from "../guards.ts";
import { catchUp } from "../live/live.ts";
import { keyOf } from "../live/merge.ts";
import { readJson } from "../read.ts";
import { opened, type Place } from "../route.ts";
import { keep, recall } from "../storage.ts";
import { answerFrom, endpointOf, reading } from "./answer.ts";

const TOKEN = "poucave-token";
/** A run may take its whole timeout, and wait for its turn before. */
const TIMEOUT_MS = 120_000;

export type Refreshing =
  | { readonly status: "idle" }
  | { readonly status: "asking"; readonly why: string }
  | { readonly status: "running" }
  | { readonly status: "refused"; readonly why: string };

export const refreshing = signal<Refreshing>({ status: "idle" });

/** Each check starts anew. */
export function startRefreshing(): void {
  effect(() => {
    opened.value;
    refreshing.value = { status: "idle" };
  });
}

/** Runs the check now, with `token` or the one kept; asks for one where there is none. */
export async function refresh(place: Place, token = recall("session", TOKEN)): Promise<void> {
  if (token === undefined) {
    refreshing.value = { status: "asking", why: "" };
    return;
  }
  refreshing.value = { status: "running" };
  const result = await run(place, token).catch(refusalOf);
  // Somebody has gone on to another check meanwhile.
  if (!isOpen(place)) return;
  refreshing.value = result;
}

async function run(place: Place, token: string): Promise<Refreshing> {
  const path = `${endpointOf(place)}/refresh`;
  const { status, body } = await readJson(path, { method: "POST", token, timeoutMs: TIMEOUT_MS });
  if (status === 401) {
    keep("session", TOKEN, undefined);
    return { status: "asking", why: "That is not the token of this service." };
  }
  keep("session", TOKEN, token);
  if (isRecord(body) && isText(body.error)) return { status: "refused", why: body.error };
  if (isOpen(place)) reading.value = { status: "read", answer: answerFrom(body) };
  await catchUp();
  return { status: "idle" };
}

function refusalOf(error: unknown): Refreshing {
  return { status: "refused", why: error instanceof Error ? error.message : String(error) };
}

function isOpen(place: Place): boolean {
  const now = opened.peek();
  return now !== undefined && keyOf(now) === keyOf(place);
}
