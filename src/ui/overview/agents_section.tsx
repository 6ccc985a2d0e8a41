import type { ComponentChildren, JSX } from "preact";
import type { Status } from "../../outcome.ts";
import type { BoardAgent } from "../../show/board_document.ts";
import { Age } from "../age.tsx";
import { Mark } from "../mark.tsx";
import { agents } from "../state.ts";
import { durationText } from "../times.ts";
import { FilterLink } from "./filter_link.tsx";

/** Below this a clock counts as right, in milliseconds. */
const SMALL_SKEW = 2000;
/** An agent sends each minute: results that took longer have waited. */
const LONG_LAG = 120;
/** More of what it cannot run is folded away. */
const FEW = 3;

/** By the shape of a status, so that it needs no legend of its own. */
const STATES: Readonly<Record<BoardAgent["state"], { status: Status; word: string }>> = {
  live: { status: "passed", word: "live" },
  silent: { status: "stale", word: "silent" },
  never: { status: "pending", word: "never heard of" },
};

/** Those who run checks where the Worker cannot: whether they do. Nothing where none is configured. */
export function Agents(): JSX.Element | null {
  if (agents.value.length === 0) return null;
  return (
    <section class="agents" aria-labelledby="agents">
      <h2 id="agents">Agents</h2>
      <ul>
        {agents.value.map((agent) => (
          <Agent key={agent.name} agent={agent} />
        ))}
      </ul>
    </section>
  );
}

function Agent({ agent }: { agent: BoardAgent }): JSX.Element {
  const { name, state, last_seen, version, lag, backlog, dropped } = agent;
  const { status, word } = STATES[state];
  return (
    <li class="agent" data-status={status}>
      <p class="agent-name">
        <Mark status={status} /> <bdi>{name}</bdi> <span class="agent-state">{word}</span>
      </p>
      <dl>
        <Fact term="Checks">
          {agent.checks === 0 ? (
            "none"
          ) : (
            <FilterLink change={{ agent: name }}>{checksText(agent.checks)}</FilterLink>
          )}
        </Fact>
        <Fact term="Last seen">
          <Age time={last_seen} never="not yet" />
        </Fact>
        {last_seen !== null && (
          <>
            <Fact term="Version">{version ?? "unknown"}</Fact>
            <Fact term="Behind by" isOdd={(lag ?? 0) > LONG_LAG}>
              {lag === null ? "unknown" : durationText(lag * 1000)}
            </Fact>
            <Fact term="To be sent" isOdd={backlog > 0}>
              {results(backlog)}
            </Fact>
            <Fact term="Dropped" isOdd={dropped > 0}>
              {results(dropped)}
            </Fact>
            <Fact term="Clock" isOdd={Math.abs(agent.skew ?? 0) > SMALL_SKEW}>
              {clockText(agent.skew)}
            </Fact>
            <Fact term="Configuration" isOdd={!agent.current}>
              {agent.current ? "current" : "not the current one"}
            </Fact>
          </>
        )}
      </dl>
      <CannotRun agent={agent} />
    </li>
  );
}

interface FactProps {
  readonly term: string;
  /** Whether somebody should look at it. */
  readonly isOdd?: boolean;
  readonly children: ComponentChildren;
}

function Fact({ term, isOdd = false, children }: FactProps): JSX.Element {
  return (
    <div data-odd={isOdd}>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function CannotRun({ agent: { cannot_run } }: { agent: BoardAgent }): JSX.Element | null {
  if (cannot_run.length === 0) return null;
  return (
    <details open={cannot_run.length <= FEW}>
      <summary>Cannot run {checksText(cannot_run.length)}</summary>
      <ul>
        {cannot_run.map(({ check, why }) => (
          <li key={check}>
            <bdi>{check}</bdi>: <bdi>{why}</bdi>
          </li>
        ))}
      </ul>
    </details>
  );
}

function checksText(count: number): string {
  return count === 1 ? "1 check" : `${count} checks`;
}

function results(count: number): string {
  if (count === 0) return "nothing";
  return count === 1 ? "1 result" : `${count} results`;
}

function clockText(skew: number | null): string {
  if (skew === null) return "unknown";
  if (Math.abs(skew) <= SMALL_SKEW) return "right";
  return `${durationText(Math.abs(skew))} ${skew > 0 ? "ahead" : "behind"}`;
}
