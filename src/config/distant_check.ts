import type { Check, ConfiguredCheck } from "../check.ts";
import { hideValues } from "./shown_parameters.ts";
import type { Table } from "./toml.ts";

export interface DistantOptions {
  /** Undefined where only the agent knows which module it is. */
  readonly check: Check | undefined;
  /** Undefined where only the agent has all that it takes. */
  readonly configured: ConfiguredCheck | undefined;
  /** Its parameters as they stand in the file. */
  readonly params: Table;
}

/** A check of an agent, where the agent is not: it can be shown, and nothing else. */
export function distantCheck({ check, configured, params }: DistantOptions): ConfiguredCheck {
  const exposed = (check?.exposed ?? []).filter((name) => Object.hasOwn(params, name));
  const distant: ConfiguredCheck = {
    documentation: check?.documentation ?? "",
    plot: check?.plot,
    needs: check?.needs ?? [],
    overridable: [],
    parameters: configured?.parameters ?? Object.fromEntries(exposed.map((name) => [name, params[name]])),
    override: () => distant,
    acceptsPing: () => false,
    run: () => Promise.reject(new TypeError("Cannot run here: the check is an agent's")),
  };
  return hideValues(distant, params);
}
