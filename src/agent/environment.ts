import type { Variables } from "../config/filled_entry.ts";

export const TOKEN_VARIABLE = "POUCAVE_AGENT_TOKEN";

export interface Environment {
  readonly token: string;
  /** What checks may use: everything but the token. */
  readonly variables: Variables;
}

/**
 * Takes the token out of the environment: neither a configuration nor a command that a check starts can read it. Throws
 * where there is none, and where the environment switches off what protects it.
 */
export function takeEnvironment(environment: NodeJS.ProcessEnv): Environment {
  const token = environment[TOKEN_VARIABLE]?.trim() ?? "";
  delete environment[TOKEN_VARIABLE];
  if (environment.NODE_TLS_REJECT_UNAUTHORIZED === "0") {
    throw new TypeError(
      "Cannot start: NODE_TLS_REJECT_UNAUTHORIZED=0 would give the token to anybody; name your CA with NODE_EXTRA_CA_CERTS",
    );
  }
  if (token === "") throw new TypeError(`Cannot start: ${TOKEN_VARIABLE} is not set in the environment`);
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new TypeError(`Cannot start: ${TOKEN_VARIABLE} holds characters that no header takes`);
  }
  return { token, variables: { ...environment } };
}

/** Where the Worker is, without a slash at the end. Throws for what would send the token in the clear. */
export function workerUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const loopback = url !== undefined && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  const secure = url?.protocol === "https:" || (url?.protocol === "http:" && loopback);
  if (!url || !secure) {
    throw new TypeError("Cannot start: --url must be https://…, or http:// on this machine only");
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new TypeError("Cannot start: --url must be without credentials, query and fragment");
  }
  return url.href.replace(/\/+$/, "");
}
