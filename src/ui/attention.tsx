import type { JSX } from "preact";
import type { BoardCheck } from "../show/board_document.ts";
import { Age } from "./age.tsx";
import { found } from "./filtering.ts";
import { Mark } from "./mark.tsx";
import { keyOf } from "./merge.ts";
import { hrefOf } from "./route.ts";
import { byUrgency } from "./status.ts";

/** When everything burns, the first of them and the projects below tell enough. */
const MOST = 24;

/** The checks that do not hold, the most urgent first, with since when and why. */
export function Attention(): JSX.Element | null {
  const troubled = found.value.filter(({ status }) => status !== "passed" && status !== "pending");
  if (troubled.length === 0) return null;
  const sorted = troubled.toSorted((a, b) => byUrgency(a.status, b.status) || newestFirst(a, b));
  return (
    <section class="attention" aria-labelledby="attention-title">
      <h2 id="attention-title" class="visually-hidden">
        Needs attention
      </h2>
      <ul>
        {sorted.slice(0, MOST).map((check) => (
          <Trouble key={keyOf(check)} check={check} />
        ))}
      </ul>
      {sorted.length > MOST && <p>and {sorted.length - MOST} more below</p>}
    </section>
  );
}

function Trouble({ check }: { check: BoardCheck }): JSX.Element {
  const { project, name, status, since, summary, description } = check;
  return (
    <li class="trouble" data-status={status}>
      <Mark status={status} />
      <div>
        <p class="trouble-name">
          <a href={hrefOf(check)}>
            <bdi>{project}</bdi> / <bdi>{name}</bdi>
          </a>{" "}
          <span class="word">{status}</span> <Age time={since} never="" />
        </p>
        <p class="trouble-description" dir="auto">
          {description}
        </p>
        <p class="why" dir="auto">
          {summary}
        </p>
      </div>
    </li>
  );
}

function newestFirst(a: BoardCheck, b: BoardCheck): number {
  return (b.since ?? "").localeCompare(a.since ?? "");
}
