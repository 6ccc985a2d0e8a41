// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is what the configuration itself writes.
import { expect, test } from "vitest";
import { formatProblem } from "../../src/config/problem.ts";
import { loadConfig } from "../../src/config.ts";

const load = (text: string) =>
  loadConfig(text, { checks: {}, variables: { PROJECT: "poucave" }, defaultTtl: 60 });

test.each([
  ["", { kind: "bugzilla" }],
  ['[known_issues]\ntracker = "none"', { kind: "none" }],
  ['[known_issues]\ntracker = "bugzilla"', { kind: "bugzilla" }],
  [
    '[known_issues]\ntracker = "github"\nrepository = "acme/${PROJECT}.js"\nlabel = "known issue"',
    { kind: "github", repository: "acme/poucave.js", label: "known issue" },
  ],
])("takes %j", (text, tracker) => {
  expect(load(text)).toMatchObject({ tracker, problems: [] });
});

test.each([
  ["known_issues = 1", ["known_issues: expected a table, as in [known_issues]"]],
  [
    '[known_issues]\ntracker = "jira"\nlabl = "x"',
    [
      'known_issues.tracker: expected one of "bugzilla"|"github"|"none"',
      'known_issues.labl: unknown key "labl", did you mean "label"?',
    ],
  ],
  [
    '[known_issues]\ntracker = "github"',
    [
      'known_issues.repository: missing key "repository", GitHub needs one',
      'known_issues.label: missing key "label", GitHub needs one',
    ],
  ],
  ['[known_issues]\nlabel = "known"', ['known_issues.label: only tracker = "github" has a label']],
  [
    '[known_issues]\ntracker = "github"\nrepository = "../../user"\nlabel = "a,b"',
    [
      'known_issues.repository: expected a repository, such as "mozilla-services/telescope"',
      "known_issues.label: expected one label, without a comma",
    ],
  ],
])("tells what is wrong with %j, and asks nobody", (text, messages) => {
  const { tracker, problems } = load(text);

  expect(problems.map((problem) => formatProblem(problem))).toEqual(messages);
  expect(tracker).toEqual({ kind: "none" });
});
