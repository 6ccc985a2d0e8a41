import type { ConfiguredCheck } from "../check.ts";

/** Stands in for a check that could not be configured: each run says why, so that it shows as errored. */
export function brokenCheck(message: string): ConfiguredCheck {
  const broken: ConfiguredCheck = {
    documentation: "",
    plot: undefined,
    needs: [],
    overridable: [],
    parameters: {},
    override: () => broken,
    acceptsPing: () => false,
    run: () => Promise.reject(new TypeError(message)),
  };
  return broken;
}
