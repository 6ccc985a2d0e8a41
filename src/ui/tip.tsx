import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Age } from "./age.tsx";
import { diagramId } from "./diagram/diagram_part.ts";
import { Mark } from "./mark.tsx";
import { checks } from "./state.ts";
import { numberText } from "./times.ts";

/** The mark of a check under the pointer or with the focus. */
export interface Pointed {
  /** `project--check` */
  readonly id: string;
  readonly mark: Element;
}

interface Props {
  readonly id: string;
  readonly pointed: Pointed | undefined;
}

/** Name, status, value and age of the check that is pointed at, beside its mark. */
export function Tip({ id, pointed }: Props): JSX.Element {
  const tip = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (pointed && tip.current) placeBeside(tip.current, pointed.mark);
  });
  const check = pointed && checks.value.find((candidate) => diagramId(candidate) === pointed.id);
  return (
    <div ref={tip} id={id} class="tip" role="tooltip" hidden={!check}>
      {check && (
        <>
          <p>
            <bdi>{check.project}</bdi> / <strong dir="auto">{check.name}</strong>
          </p>
          <p data-status={check.status}>
            <Mark status={check.status} /> <span class="word">{check.status}</span>
            {check.value !== null && <span class="tip-value">{numberText(check.value)}</span>}{" "}
            <Age time={check.datetime} />
          </p>
        </>
      )}
    </div>
  );
}

/** Below the mark, and within the figure. */
function placeBeside(tip: HTMLElement, mark: Element): void {
  const frame = tip.offsetParent?.getBoundingClientRect();
  if (!frame) return;
  const { left, right, bottom } = mark.getBoundingClientRect();
  const middle = (left + right) / 2 - frame.left - tip.offsetWidth / 2;
  const most = frame.width - tip.offsetWidth;
  tip.style.setProperty("left", `${Math.max(0, Math.min(middle, most))}px`);
  tip.style.setProperty("top", `${bottom - frame.top + 12}px`);
}
