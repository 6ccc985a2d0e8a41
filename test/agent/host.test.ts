import { expect, test } from "vitest";
import { nodeHost } from "../../src/agent/host.ts";
import { describeHost } from "../host_contract.ts";
import { Answer, type CommandInput, createDriver } from "../host_driver.ts";
import { describeHostile } from "../hostile.ts";
import { deadPort } from "../local_server.ts";

const driver = createDriver(nodeHost({ timeoutMs: 500, log: () => {} }));

/** What comes from the Worker has passed through JSON too. */
const drive = async (command: CommandInput) =>
  Answer.parse(JSON.parse(JSON.stringify(await driver(command))));

describeHost("the Node host", drive);
describeHostile("the Node host, against hostile servers", drive, 32);

test("Node offers everything, but says that it receives no pings", async () => {
  const { value } = await drive({ do: "offers" });
  const { error } = await drive({ do: "pings" });

  expect(value).toEqual(["tls", "x509", "httpVersions", "websocket", "bigquery", "digest", "pings"]);
  expect(error?.message).toBe("Cannot tell here: only the Worker receives signals of tasks");
});

test("a name whose every address refuses is told by its addresses", async () => {
  const { value } = await drive({ do: "run", url: `http://localhost:${await deadPort()}/` });

  expect(Object(value).outcome.error.message).toMatch(
    /^Cannot reach http:\/\/localhost:\d+\/: connect ECONNREFUSED /,
  );
});
