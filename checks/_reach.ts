import type { CheckContext } from "#check";

/**
 * The response, or why there is none: for a check that asks whether a server answers, that is a verdict. Anything else
 * that goes wrong (a target that may not be asked, a body without end, the end of the run) still throws.
 */
export async function reach(ctx: CheckContext, url: string, init?: RequestInit): Promise<Response | string> {
  try {
    return await ctx.fetch(url, init);
  } catch (error) {
    if (ctx.signal.aborted || !(error instanceof Error) || !isUnreachable(error)) throw error;
    return error.message;
  }
}

/** Node and workerd throw a TypeError for whatever goes wrong: only `ctx.fetch`'s wording tells a dead server apart. */
function isUnreachable({ name, message }: Error): boolean {
  return name === "TimeoutError" || /^Cannot (reach|follow)/.test(message);
}
