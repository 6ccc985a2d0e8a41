import type { JSX } from "preact";
import type { BoardCheck } from "../../show/board_document.ts";
import { Age } from "../age.tsx";
import { now } from "../clock.ts";
import { Mark } from "../mark.tsx";
import { clockTime } from "../times.ts";
import { Maintenance } from "./maintenance.tsx";
import { Markdown } from "./markdown.tsx";

/** Which check it is, its status, and since when. */
export function DetailsHead({ check }: { check: BoardCheck }): JSX.Element {
  const { project, name, status, since, description } = check;
  return (
    <header>
      <p class="details-project">
        <bdi>{project}</bdi>
      </p>
      <h2 id="details-title">
        <bdi>{name}</bdi>
      </h2>
      <p class="details-status" data-status={status}>
        <Mark status={status} />
        <span class="word">{status}</span>
        {since && (
          <span>
            since {clockTime(Date.parse(since), now.value)}, <Age time={since} />
          </span>
        )}
      </p>
      <Maintenance current={check.maintenance} />
      <Markdown text={description} inline />
    </header>
  );
}
