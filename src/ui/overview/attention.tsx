import type { JSX } from "preact";
import type { BoardCheck } from "../../show/board_document.ts";
import { Age } from "../age.tsx";
import { keyOf } from "../live/merge.ts";
import { Mark } from "../mark.tsx";
import { hrefOf } from "../route.ts";
import { silentAgents } from "../state.ts";
import { byUrgency } from "../status.ts";
import { isSilenced } from "./agents.ts";
import { found } from "./filtering.ts";
import { SilentAgent } from "./silent_agent.tsx";

/** When everything burns, the first of them and the projects below tell enough. */
const MOST = 24;

/** The checks that do not hold, the most urgent first, with since when and why; agents that are silent. */
export function Attention(): JSX.Element | null {
  const silent = silentAgents.value.filter(({ name }) => found.value.some(({ agent }) => agent === name));
  const troubled = found.value.filter(
    (check) => check.status !== "passed" && check.status !== "pending" && !isSilenced(check, silent),
  );
  if (troubled.length + silent.length === 0) return null;
  const sorted = troubled.toSorted((a, b) => byUrgency(a.status, b.status) || newestFirst(a, b));
  const shown = sorted.slice(0, MOST);
  return (
    <section class="attention" aria-labelledby="attention-title">
      <h2 id="attention-title" class="visually-hidden">
        Needs attention
      </h2>
      <ul>
        {shown.filter(({ status }) => status !== "stale").map(troubleOf)}
        {silent.map((agent) => (
          <SilentAgent key={`agent ${agent.name}`} agent={agent} />
        ))}
        {shown.filter(({ status }) => status === "stale").map(troubleOf)}
      </ul>
      {sorted.length > MOST && <p>and {sorted.length - MOST} more below</p>}
    </section>
  );
}

function troubleOf(check: BoardCheck): JSX.Element {
  return <Trouble key={keyOf(check)} check={check} />;
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
