import { nodeHost } from "../../src/agent/host.ts";
import { describeHost } from "../host_contract.ts";
import { Answer, type CommandInput, createDriver } from "../host_driver.ts";
import { describeHostile } from "../hostile.ts";

const driver = createDriver(nodeHost({ timeoutMs: 500, log: () => {} }));

/** What comes from the Worker has passed through JSON too. */
const drive = async (command: CommandInput) =>
  Answer.parse(JSON.parse(JSON.stringify(await driver(command))));

describeHost("the Node host", drive);
describeHostile("the Node host, against hostile servers", drive);
