import * as z from "zod";
import { sayDuration } from "../config/duration.ts";
import { type Definition, idOf } from "../definition.ts";
import { Ailment, type IncidentEvent } from "../incidents/incident.ts";
import type { Json } from "../json.ts";
import { iso } from "../show/brief.ts";
import { firstSentence, oneLine, shorten } from "./shorten.ts";

const MAX_SENTENCE = 300;
const MAX_FOUND = 500;
const MAX_BUGS = 5;
const MAX_URL = 500;

/** What is told of one check: all the text there is to say, cut to size. Times are epoch milliseconds. */
export const Notice = z.object({
  type: z.enum(["opened", "closed", "flapping", "reminder"]),
  at: z.number(),
  /** Of its incident. */
  id: z.string(),
  /** Identity of the check. */
  key: z.string(),
  project: z.string(),
  check: z.string(),
  /** "silent": what is told of is an agent. */
  ailment: z.enum([...Ailment.options, "silent"]),
  description: z.string(),
  /** What the check says must hold. */
  holds: z.string(),
  found: z.string(),
  start: z.number(),
  end: z.number().nullable(),
  /** Addresses; empty where there is none. */
  page: z.string(),
  troubleshooting: z.string(),
  bugs: z.array(z.string()),
});
export type Notice = z.infer<typeof Notice>;

export interface NoticeOptions {
  readonly definition: Definition;
  /** Where people reach the service; empty: unknown. */
  readonly serviceUrl: string;
  readonly troubleshooting: string;
}

export function noticeOf(
  { type, incident, at }: IncidentEvent,
  { definition, serviceUrl, troubleshooting }: NoticeOptions,
): Notice {
  const { id, key, ailment, first, start, end, bugs } = incident;
  const { project, name, description, check, covers } = definition;
  return {
    type,
    at,
    id,
    key,
    project,
    check: name,
    ailment: covers ? "silent" : ailment,
    description: shorten(firstSentence(description), MAX_SENTENCE),
    holds: shorten(firstSentence(check.documentation), MAX_SENTENCE),
    found: shorten(textOf(first), MAX_FOUND),
    start,
    end: end ?? (type === "closed" ? at : null),
    page: covers ? serviceUrl : pageOf(serviceUrl, definition),
    troubleshooting: covers ? "" : shorten(troubleshooting, MAX_URL),
    bugs: bugs.filter(isLink).slice(0, MAX_BUGS),
  };
}

/** The one sentence of a notice: `shop/login holds again, after 12 min`. */
export function headlineOf(notice: Notice): string {
  const { type, ailment, start, end, at, ...check } = notice;
  if (ailment === "silent") return silenceOf(notice);
  const id = idOf({ project: check.project, name: check.check });
  switch (type) {
    case "opened":
      return `${id} ${STATE[ailment]}`;
    case "flapping":
      return `${id} ${STATE.flapping}`;
    case "reminder":
      return `${id} still ${STATE[ailment]}, for ${sayDuration(at - start)}`;
    case "closed":
      return `${id} holds again, after ${sayDuration((end ?? at) - start)}`;
  }
}

/** `agent vpn has been silent since 2026-11-22 14:02:00 UTC` */
function silenceOf({ type, check, start, end, at }: Notice): string {
  if (type === "closed") return `agent ${check} is back, after ${sayDuration((end ?? at) - start)}`;
  if (type === "reminder") return `agent ${check} still silent, for ${sayDuration(at - start)}`;
  return `agent ${check} has been silent since ${clockOf(start)}`;
}

function clockOf(at: number): string {
  return `${iso(at).slice(0, 19).replace("T", " ")} UTC`;
}

const STATE = {
  failed: "fails",
  errored: "cannot tell whether it holds",
  stale: "has no recent result",
  flapping: "is flapping: it turns again and again, and is told once",
} as const;

/** What there is to say besides, a line each: what it is, and the text. */
export function detailsOf(notice: Notice): readonly (readonly [string, string])[] {
  const { type, description, holds, found, start } = notice;
  const lines: [string, string][] = [
    ["Means", description],
    ["Must hold", holds],
    [type === "closed" ? "Was found" : "Found", found],
    ["Since", clockOf(start)],
  ];
  return lines.filter(([, text]) => text !== "");
}

/** Where to read on. */
export function linksOf({ page, troubleshooting, bugs }: Notice): readonly (readonly [string, string])[] {
  const links: [string, string][] = [
    ["Details", page],
    ["Troubleshooting", troubleshooting],
    ...bugs.map((bug): [string, string] => ["Known issue", bug]),
  ];
  return links.filter(([, url]) => isLink(url));
}

/** Whether something is good news. */
export function isGood({ type }: Pick<Notice, "type">): boolean {
  return type === "closed";
}

function textOf(found: Json): string {
  if (found === null) return "";
  return oneLine(typeof found === "string" ? found : JSON.stringify(found));
}

function pageOf(serviceUrl: string, { project, name }: Definition): string {
  if (serviceUrl === "") return "";
  return `${serviceUrl.replace(/\/$/, "")}/#/${encodeURIComponent(project)}/${encodeURIComponent(name)}`;
}

function isLink(url: string): boolean {
  return /^https?:\/\//.test(url) && url.length <= MAX_URL && URL.canParse(url);
}
