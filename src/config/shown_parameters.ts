import type { ConfiguredCheck } from "../check.ts";
import { maskUserinfo } from "./config_secrets.ts";
import { variablesIn } from "./interpolate.ts";
import { isTable, type Table } from "./toml.ts";

/** The same check, whose `parameters` show variables as they are written, never their values, and no credentials. */
export function hideValues(check: ConfiguredCheck, written: Table): ConfiguredCheck {
  const shown = Object.entries(check.parameters).map(([name, value]) => {
    const text = written[name];
    return [name, masked(variablesIn(text).length > 0 ? text : value)];
  });
  return {
    ...check,
    parameters: Object.fromEntries(shown),
    override(values) {
      const overridden = Object.entries(values).filter(([name]) => check.overridable.includes(name));
      return hideValues(check.override(values), { ...written, ...Object.fromEntries(overridden) });
    },
  };
}

function masked(value: unknown): unknown {
  if (typeof value === "string") return maskUserinfo(value);
  if (value instanceof URL) return maskUserinfo(value.href);
  if (Array.isArray(value)) return value.map(masked);
  if (!isTable(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, masked(member)]));
}
