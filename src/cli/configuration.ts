import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { parseEnv } from "node:util";
import { checks } from "../../checks/mod.ts";
import { type Config, loadConfig } from "../config.ts";
import { loadSettings, type Settings } from "../settings.ts";
import { locate } from "./locate.ts";

const DEV_VARS = ".dev.vars";

export interface Configuration {
  /** Its problems have positions, and are in the order of the file. */
  readonly config: Config;
  readonly settings: Settings;
  /** What is wrong with the service's own variables, one sentence each. */
  readonly settingsProblems: readonly string[];
}

/**
 * Reads a configuration with the variables of this machine; those of agents' checks too, unless they are elsewhere. Throws
 * if the file cannot be read.
 */
export async function readConfiguration(
  file: string,
  { agentsElsewhere = false } = {},
): Promise<Configuration> {
  const text = await read(file);
  const local = existsSync(DEV_VARS) ? parseEnv(await read(DEV_VARS)) : {};
  const variables = { ...local, ...process.env };
  const { settings, problems: settingsProblems } = loadSettings(variables);
  const { defaultTtl } = settings;
  const config = loadConfig(text, { checks, variables, defaultTtl, agentsElsewhere });
  return { config: { ...config, problems: locate(text, config.problems) }, settings, settingsProblems };
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Cannot read ${file}: ${reason}`, { cause });
  }
}
