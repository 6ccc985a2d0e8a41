import { expect, test } from "vitest";
import { type Question, selectedBy } from "../../src/show/question.ts";
import { definitionOf } from "../definition_of.ts";

const definitions = [
  definitionOf({ project: "shop", name: "home", tags: ["web", "critical"] }),
  definitionOf({ project: "shop", name: "basket", tags: ["critical"] }),
  definitionOf({ project: "cdn", name: "home", tags: ["web"] }),
];
const names = (selection: Question["selection"]) =>
  selectedBy({ selection, format: "json", overrides: {} }, definitions).map(
    ({ project, name }) => `${project}/${name}`,
  );

test.each<[Question["selection"], string[]]>([
  [{ of: "check", id: "shop/home" }, ["shop/home"]],
  [{ of: "check", id: "shop/nothing" }, []],
  [{ of: "project", project: "shop" }, ["shop/home", "shop/basket"]],
  [{ of: "tags", tags: ["web"] }, ["shop/home", "cdn/home"]],
  [{ of: "tags", tags: ["web", "critical"] }, ["shop/home"]],
])("%j selects %j", (selection, selected) => {
  expect(names(selection)).toEqual(selected);
});
