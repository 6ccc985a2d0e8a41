import { headlineOf, isGood, type Notice } from "./notice.ts";

/** What is told at once. */
export interface Message {
  /** The same for each attempt to deliver it. */
  readonly key: string;
  /** Who tells: `Poucave prod`. */
  readonly service: string;
  readonly environment: string;
  readonly url: string;
  /** Bad news first. */
  readonly notices: readonly Notice[];
  /** What happened when the same checks were unwell before; empty where nothing is known. */
  readonly similar: string;
  /** How many earlier notices never got there. */
  readonly missed: number;
}

/** One sentence for all: the only thing that a telephone shows. */
export function titleOf({ notices }: Pick<Message, "notices">): string {
  const [only] = notices;
  if (only && notices.length === 1) return headlineOf(only);
  const agents = notices.filter(({ ailment }) => ailment === "silent");
  const checks = notices.filter(({ ailment }) => ailment !== "silent");
  const parts = [
    counted(agents.filter(isBad).length, ["agent is silent", "agents are silent"]),
    counted(checks.filter(isBad).length, ["check does not hold", "checks do not hold"]),
    counted(agents.filter(isGood).length, ["agent is back", "agents are back"]),
    counted(checks.filter(isGood).length, ["check holds again", "checks hold again"]),
  ];
  return parts.filter((part) => part !== "").join(", ");
}

/** What is to be said of the message as a whole. */
export function remarksOf({ similar, missed }: Pick<Message, "similar" | "missed">): readonly string[] {
  const lost = counted(missed, [
    "earlier notice could not be delivered and was dropped.",
    "earlier notices could not be delivered and were dropped.",
  ]);
  return [similar, lost].filter((remark) => remark !== "");
}

/** Bad news first. */
export function byWeight(notices: readonly Notice[]): readonly Notice[] {
  return [...notices.filter(isBad), ...notices.filter(isGood)];
}

/** The notices that fit, by the size of what `render` makes of them, and those that can only be named. */
export function fit<T>(
  notices: readonly Notice[],
  { room, render, size }: { room: number; render: (notice: Notice) => T; size: (rendered: T) => number },
): { readonly shown: readonly T[]; readonly rest: readonly Notice[] } {
  const shown: T[] = [];
  let left = room;
  for (const notice of notices) {
    const rendered = render(notice);
    left -= size(rendered);
    if (left < 0) break;
    shown.push(rendered);
  }
  return { shown, rest: notices.slice(shown.length) };
}

/** The lines that fit into `room` characters, joined; a line that does not is left out whole. */
export function joinFitting(lines: readonly string[], separator: string, room: number): string {
  let joined = "";
  for (const line of lines) {
    const next = joined === "" ? line : `${joined}${separator}${line}`;
    if (next.length <= room) joined = next;
  }
  return joined;
}

/** The headlines of what is not shown, as many as `room` characters hold. */
export function headlines(notices: readonly Notice[], room: number): string {
  const { shown, rest } = fit(notices, {
    room: room - 20,
    render: headlineOf,
    size: (line) => line.length + 1,
  });
  return [...shown, ...(rest.length > 0 ? [`and ${rest.length} more`] : [])].join("\n");
}

function isBad(notice: Notice): boolean {
  return !isGood(notice);
}

function counted(count: number, [one, many]: readonly [string, string]): string {
  if (count === 0) return "";
  return count === 1 ? `1 ${one}` : `${count} ${many}`;
}
