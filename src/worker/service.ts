import { checks } from "../../checks/mod.ts";
import bundledConfig from "../../config/config.toml";
import bundledDiagram from "../../config/diagram.svg";
import { formatProblem } from "../config/problem.ts";
import { type Config, loadConfig } from "../config.ts";
import { type Definition, idOf } from "../definition.ts";
import { assignLookouts } from "../lookouts.ts";
import { createRedact, type Redact } from "../run/redact.ts";
import { loadSettings, type Settings } from "../settings.ts";
import { type Env, variablesOf } from "./env.ts";

/** Everything that is known before the first check runs. */
export interface Service {
  readonly settings: Settings;
  readonly config: Config;
  /** What is wrong with settings and configuration, one sentence each. */
  readonly problems: readonly string[];
  readonly redact: Redact;
  /** By `project/name`, in the order of the configuration. */
  readonly definitions: ReadonlyMap<string, Definition>;
  /** The checks of each Lookout, by its name. */
  readonly lookouts: ReadonlyMap<string, readonly Definition[]>;
  /** The name of the Lookout of a check. */
  readonly lookoutOf: (definition: Definition) => string;
  readonly diagram: string;
}

let loaded: Service | undefined;

/** The service that the environment describes. Variables never change within an isolate: it is read once. */
export function serviceOf(env: Env): Service {
  loaded ??= load(variablesOf(env));
  return loaded;
}

function load(variables: Readonly<Record<string, string>>): Service {
  const { settings, problems } = loadSettings(variables);
  const text = variables.CONFIG ?? bundledConfig;
  const config = loadConfig(text, {
    checks,
    variables,
    defaultTtl: settings.defaultTtl,
    agentsElsewhere: true,
  });
  const lookouts = assignLookouts(config.definitions);
  const names = new Map([...lookouts].flatMap(([name, own]) => own.map((one) => [idOf(one), name])));
  return {
    settings,
    config,
    problems: [...problems, ...config.problems.map((problem) => formatProblem(problem, "config.toml"))],
    redact: createRedact([...config.secrets, ...settings.secrets]),
    definitions: new Map(config.definitions.map((definition) => [idOf(definition), definition])),
    lookouts,
    lookoutOf: (definition) => names.get(idOf(definition)) ?? definition.project,
    diagram: variables.DIAGRAM ?? bundledDiagram,
  };
}
