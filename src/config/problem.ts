/** One thing that is wrong with a configuration. */
export interface Problem {
  /** From the root of the document: `["checks", "shop", "login", "params", "url"]`. Empty: the text as a whole. */
  readonly path: readonly string[];
  /** What is wrong, without the path. Never holds a value that may be secret. */
  readonly message: string;
  /** Counted from 1. */
  readonly line?: number;
  /** Counted from 1. */
  readonly column?: number;
  /** The variable that has no value, where that is the problem. */
  readonly unset?: string;
}

/** `config.toml:12:3 checks.shop.login.params.urll: unknown parameter "urll", did you mean "url"?` */
export function formatProblem({ path, message, line, column }: Problem, file?: string): string {
  const place = [file, line, column].filter((part) => part !== undefined).join(":");
  const where = [place, formatPath(path)].filter((part) => part !== "").join(" ");
  return where === "" ? message : `${where}: ${message}`;
}

/** As one would write it in TOML: `checks.shop."log in".params`. */
export function formatPath(path: readonly string[]): string {
  return path.map((key) => (/^[\w-]+$/.test(key) ? key : JSON.stringify(key))).join(".");
}
