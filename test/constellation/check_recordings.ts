// `npm run recordings -- [PROJECT] [CHECK] [--json]`: `npm run check` of recordings.toml against the recorded servers.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { startRecordings } from "./recordings.ts";

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

const recordings = await startRecordings();
const program = ["--import", here("frozen_clock.ts"), here("../../src/cli/main.ts")];
const args = ["check", "--config", here("recordings.toml"), ...process.argv.slice(2)];
const env = { ...process.env, ...recordings.variables };
const child = spawn(process.execPath, [...program, ...args], { env, stdio: "inherit" });
const [code] = await once(child, "exit");
await recordings.close();
process.exitCode = code;
