import type { Constellation } from "../../test/constellation/mod.ts";
import { keysHelp } from "./start_keyboard.ts";
import type { Terminal } from "./terminal.ts";

export interface Greeting {
  readonly url: string;
  readonly constellation: Constellation | undefined;
  /** The agent that runs beside it. */
  readonly agent: string | undefined;
  /** Undefined where the operator has set one: it is known, and shown nowhere. */
  readonly generatedSecret: string | undefined;
  readonly state: string;
  readonly tick: number;
  /** Whether single keys are listened to. */
  readonly keyboard: boolean;
}

/** Where everything is, and what can be done with it. */
export function greeting(
  greeting: Greeting,
  { paint, columns = 80 }: Pick<Terminal, "paint" | "columns">,
): string {
  const { url, constellation, agent, generatedSecret, state, tick, keyboard } = greeting;
  const rows = [
    ["dashboard", `${url}/`],
    ["checks", `run every ${tick} s; results are kept in ${state}`],
    ...(constellation ? [["constellation", `${constellation.url}/  POST /break/{part}, /mend/{part}`]] : []),
    ...(agent ? [["agent", `${agent}, which alone is told where the signer is`]] : []),
    ...(generatedSecret ? [["REFRESH_SECRET", `${generatedSecret}  until this ends`]] : []),
  ];
  const lines = rows.map(([name = "", text = ""]) => `  ${paint("dim", name.padEnd(16))}${text}\n`);
  const keys = constellation
    ? `Keys break a part, and mend it again:\n${keysHelp(columns)}`
    : "Press q to quit.\n";
  return `\n${paint("bold", "Poucave on the edge")}\n\n${lines.join("")}\n${keyboard ? `${keys}\n` : ""}`;
}
