import { Component, type JSX } from "preact";
import type { BoardCheck } from "../../show/board_document.ts";
import { diagramId } from "../diagram/diagram_part.ts";
import { hrefOf } from "../route.ts";

interface Props {
  readonly check: BoardCheck;
  /** Whether the tabulator stops here; arrows lead to the others. */
  readonly isStop: boolean;
}

/** A check as nothing but the mark of its status. A single element: there may be a thousand. */
export class Dot extends Component<Props> {
  /** By identity, as rows do: told to skip a check that did change, Preact keeps every list of marks that ever was. */
  override shouldComponentUpdate({ check, isStop }: Props): boolean {
    return check !== this.props.check || isStop !== this.props.isStop;
  }

  override render({ check, isStop }: Props): JSX.Element {
    const { name, status } = check;
    return (
      // biome-ignore lint/a11y/useAnchorContent: its label is its name, its shape is drawn by the style sheet.
      <a
        class="dot"
        href={hrefOf(check)}
        data-status={status}
        data-check={diagramId(check)}
        aria-label={`${name}: ${status}`}
        tabIndex={isStop ? 0 : -1}
      />
    );
  }
}
