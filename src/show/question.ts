import * as z from "zod";
import { type Definition, idOf } from "../definition.ts";

/** Which checks a reader of results asks for. */
const Selection = z.discriminatedUnion("of", [
  z.object({ of: z.literal("check"), id: z.string() }),
  z.object({ of: z.literal("project"), project: z.string() }),
  /** Those that have all of these tags. */
  z.object({ of: z.literal("tags"), tags: z.array(z.string()) }),
]);

/** What a reader of results asks for. It is a cache key, so it holds what changes the answer and nothing else. */
export const Question = z.object({
  selection: Selection,
  format: z.enum(["json", "text"]),
  /** Parameters of the one check, in the order of their names. */
  overrides: z.record(z.string(), z.string()),
});
export type Question = z.infer<typeof Question>;

/** The checks that are asked for, in the order of the configuration. */
export function selectedBy({ selection }: Question, definitions: Iterable<Definition>): Definition[] {
  return [...definitions].filter((definition) => isSelected(definition, selection));
}

function isSelected(definition: Definition, selection: Question["selection"]): boolean {
  switch (selection.of) {
    case "check":
      return idOf(definition) === selection.id;
    case "project":
      return definition.project === selection.project;
    case "tags":
      return selection.tags.every((tag) => definition.tags.includes(tag));
  }
}
