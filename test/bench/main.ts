// `npm run bench`: measures on this machine, prints a table, and ends by itself. Exit status 1 if a goal is missed.
import { measureAgent } from "./agent.ts";
import { measureHistory } from "./history.ts";
import { measurePage } from "./page.ts";
import { measureRemoteSettings } from "./remote_settings.ts";
import { type Row, renderTable } from "./rows.ts";
import { measureSizes } from "./sizes.ts";
import { measureThroughput } from "./throughput.ts";
import { measureTicks } from "./ticks.ts";

const rows: Row[] = [
  ...(await measureThroughput()),
  ...(await measureTicks()),
  ...(await measureHistory()),
  ...(await measureAgent()),
  ...(await measureRemoteSettings()),
  ...(await measurePage()),
  ...measureSizes(),
];
console.log(renderTable(rows));
if (rows.some(({ reached }) => reached === false)) process.exitCode = 1;
