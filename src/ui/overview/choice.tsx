import type { JSX } from "preact";
import type { Filter } from "./filter.ts";
import { changeFilter, filter } from "./filtering.ts";

interface Props {
  readonly name: keyof Filter;
  /** May repeat. */
  readonly options: readonly string[];
  readonly nameOf?: (option: string) => string;
}

/** One of the values that the checks have; nothing to choose where all have the same. */
export function Choice({ name, options, nameOf = String }: Props): JSX.Element | null {
  const chosen = filter.value[name];
  const different = new Set(options);
  if (different.size < 2 && chosen === "") return null;
  // An address may name what no check has any more.
  if (chosen !== "") different.add(chosen);
  return (
    <select
      aria-label={`Filter by ${name}`}
      data-chosen={chosen !== ""}
      value={chosen}
      onChange={({ currentTarget }) => changeFilter({ [name]: currentTarget.value })}
    >
      <option value="">any {name}</option>
      {[...different].sort().map((option) => (
        <option key={option} value={option}>
          {nameOf(option)}
        </option>
      ))}
    </select>
  );
}
