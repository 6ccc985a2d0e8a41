import type { JSX } from "preact";
import { Age } from "../age.tsx";
import { isRecord, isText } from "../guards.ts";
import { webAddress } from "./web_address.ts";

/** A known issue as the page shows it. */
export interface ShownBug {
  readonly id: string;
  readonly summary: string;
  readonly status: string;
  readonly open: boolean;
  readonly hint: string;
  readonly heat: string;
  readonly lastUpdate: string;
  readonly url: string;
}

/** All that is known of a check's issues. */
export interface KnownBugs {
  readonly bugs: readonly ShownBug[];
  /** When the tracker said so; undefined: never. */
  readonly asOf: string | undefined;
  readonly note: string;
}

export const NO_BUGS: KnownBugs = { bugs: [], asOf: undefined, note: "" };

/** The bugs in the answer of a check; what is none is left out. */
export function bugsFrom({
  buglist,
  buglist_as_of,
  buglist_note,
}: Readonly<Record<string, unknown>>): KnownBugs {
  return {
    bugs: Array.isArray(buglist) ? buglist.filter(isRecord).map(bugFrom) : [],
    asOf: isText(buglist_as_of) ? buglist_as_of : undefined,
    note: textOf(buglist_note),
  };
}

function bugFrom({
  id,
  summary,
  status,
  open,
  hint,
  heat,
  last_update,
  url,
}: Readonly<Record<string, unknown>>) {
  return {
    id: String(id),
    summary: textOf(summary),
    status: textOf(status),
    open: open === true,
    hint: textOf(hint),
    heat: textOf(heat),
    lastUpdate: textOf(last_update),
    url: textOf(url),
  };
}

function textOf(value: unknown): string {
  return isText(value) ? value : "";
}

/** What is known already: nothing, where the tracker knows nothing and all is well with it. */
export function Bugs({ known: { bugs, asOf, note } }: { known: KnownBugs }): JSX.Element | null {
  if (bugs.length === 0 && note === "") return null;
  return (
    <section>
      <h3>Known issues</h3>
      <ul class="bugs">
        {bugs.map((bug) => (
          <Bug key={bug.id} bug={bug} />
        ))}
      </ul>
      {note !== "" && (
        <p>
          {asOf && (
            <>
              As of <Age time={asOf} />.{" "}
            </>
          )}
          <bdi>{note}</bdi>
        </p>
      )}
    </section>
  );
}

function Bug({ bug }: { bug: ShownBug }): JSX.Element {
  const href = webAddress(bug.url);
  const name = <bdi>{bug.summary || `Issue ${bug.id}`}</bdi>;
  return (
    <li data-open={bug.open}>
      {href ? (
        <a href={href} rel="noreferrer">
          {name}
        </a>
      ) : (
        name
      )}{" "}
      <span>
        {[bug.status.toLowerCase(), bug.heat].filter((part) => part !== "").join(", ")}
        {bug.lastUpdate && (
          <>
            , <Age time={bug.lastUpdate} />
          </>
        )}
      </span>{" "}
      {bug.hint && <strong>{bug.hint}</strong>}
    </li>
  );
}
