import { Component, type JSX } from "preact";
import type { BoardCheck } from "../../show/board_document.ts";
import { Age } from "../age.tsx";
import { Mark } from "../mark.tsx";
import { hrefOf } from "../route.ts";
import { durationText } from "../times.ts";

interface Props {
  readonly check: BoardCheck;
}

/** One check in the list of its project. */
export class Row extends Component<Props> {
  /** A check that did not change is the same object: of a thousand rows only the changed ones are drawn again. */
  override shouldComponentUpdate({ check }: Props): boolean {
    return check !== this.props.check;
  }

  override render({ check }: Props): JSX.Element {
    const { name, status, description, summary, duration, datetime, maintenance } = check;
    return (
      <li class="row" data-status={status}>
        <Mark status={status} />
        <p class="row-name">
          <a href={hrefOf(check)}>
            <bdi>{name}</bdi>
          </a>{" "}
          <span class="word">{status}</span>
          {maintenance && <span class="row-maintenance">– in maintenance</span>}
        </p>
        <p class="row-description" dir="auto">
          {description}
        </p>
        <p class="row-summary" dir="auto">
          {summary}
        </p>
        <span class="row-duration">{duration === null ? "" : durationText(duration)}</span>
        <Age time={datetime} />
      </li>
    );
  }
}
