import type { JSX } from "preact";
import type { BoardAgent } from "../../show/board_document.ts";
import { Age } from "../age.tsx";
import { Mark } from "../mark.tsx";
import { FilterLink } from "./filter_link.tsx";
import { found } from "./filtering.ts";

/** An agent that is heard of no more, in place of its checks. */
export function SilentAgent({ agent: { name, last_seen } }: { agent: BoardAgent }): JSX.Element {
  const waiting = found.value.filter((check) => check.agent === name && check.status === "stale").length;
  return (
    <li class="trouble" data-status="stale">
      <Mark status="stale" />
      <div>
        <p class="trouble-name">
          <a href="#agents">
            agent <bdi>{name}</bdi>
          </a>{" "}
          <span class="word">silent</span> <Age time={last_seen} never="" />
        </p>
        <p>Nobody knows what it would find now.</p>
        {waiting > 0 && (
          <p class="why">
            <FilterLink change={{ agent: name }}>
              {waiting === 1 ? "1 check is" : `${waiting} checks are`} out of date
            </FilterLink>
          </p>
        )}
      </div>
    </li>
  );
}
