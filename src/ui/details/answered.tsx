import type { JSX } from "preact";
import type { BoardCheck } from "../../show/board_document.ts";
import { isNumber } from "../guards.ts";
import { keyOf } from "../live/merge.ts";
import { HistorySection } from "../past/history_section.tsx";
import { PastSection } from "../past/past_section.tsx";
import { type Answer, reading } from "./answer.ts";
import { Bugs, NO_BUGS } from "./bugs.tsx";
import { Documentation } from "./documentation.tsx";
import { Facts } from "./facts.tsx";
import { Finding } from "./finding.tsx";
import { Links } from "./links.tsx";

const NOTHING: Answer = {
  documentation: "",
  parameters: {},
  troubleshooting: "",
  data: undefined,
  error: undefined,
  datetime: undefined,
  duration: undefined,
  known: NO_BUGS,
};

/** What the endpoint of the check told; what the board knows is shown meanwhile. */
export function Answered({ check }: { check: BoardCheck }): JSX.Element {
  const current = reading.value;
  const answer = current.status === "read" ? current.answer : NOTHING;
  return (
    <>
      {current.status === "unreadable" && (
        <p class="unreadable">The rest cannot be shown now. {current.message}</p>
      )}
      <Links place={check} troubleshooting={answer.troubleshooting} />
      {current.status === "read" && <Finding check={check} answer={answer} />}
      <HistorySection limits={limitsOf(answer.parameters)} />
      <Bugs known={answer.known} />
      <Documentation text={answer.documentation} />
      <Facts check={check} parameters={answer.parameters} />
      <PastSection key={keyOf(check)} />
    </>
  );
}

/** What the plotted number may be held against: a parameter such as `max_milliseconds`. */
function limitsOf(parameters: Answer["parameters"]): Readonly<Record<string, number>> {
  const limits = Object.entries(parameters).filter(
    (entry): entry is [string, number] => /^(min|max)_|_(min|max)$/.test(entry[0]) && isNumber(entry[1]),
  );
  return Object.fromEntries(limits);
}
