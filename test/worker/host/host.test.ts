import { afterAll, beforeAll } from "vitest";
import { describeHost } from "../../host_contract.ts";
import { Answer, type CommandInput } from "../../host_driver.ts";
import { describeHostile } from "../../hostile.ts";
import { type RunningWorker, startWorkerd } from "../workerd.ts";

let worker: RunningWorker;

beforeAll(async () => {
  worker = await startWorkerd(new URL("wrangler.toml", import.meta.url));
});
afterAll(() => worker.stop());

const drive = async (command: CommandInput) => Answer.parse(await worker.send(command));

describeHost("the Worker host", drive);
describeHostile("the Worker host, against hostile servers", drive);
