import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checks } from "../../../checks/mod.ts";
import { nodeHost } from "../../../src/agent/host.ts";
import { type RecordedServers, startRecordedServers } from "../../checks/recorded_servers.ts";
import { recordedHost, recordings } from "../../checks/recording.ts";
import { createReplayer } from "../../checks/replayer.ts";
import { type RunningWorker, startWorkerd } from "../workerd.ts";

// test/checks/corpus.test.ts compares with the original what the checks find on a fake host; here the hosts are real.
const remote = recordings.filter(
  ({ module }) => module.startsWith("remotesettings.") && `checks.${module}` in checks,
);

let servers: RecordedServers;
let worker: RunningWorker;

beforeAll(async () => {
  [servers, worker] = await Promise.all([
    startRecordedServers(),
    startWorkerd(new URL("wrangler.toml", import.meta.url)),
  ]);
});
afterAll(async () => {
  await Promise.all([servers.close(), worker.stop()]);
});

const hosts = {
  "the Worker host": (command: unknown) => worker.send(command),
  "the Node host": createReplayer(nodeHost({ log: () => {} })),
};

describe.each(Object.entries(hosts))("%s", (_, replay) => {
  test.each(remote)("finds in every recorded case of $module what a fake host does", async (recording) => {
    const { module, cases } = recording;
    for (const recorded of cases) {
      const command = servers.play(module, recorded);

      const expected = await createReplayer(recordedHost(module, recorded))({ ...command, origins: {} });

      expect(await replay(command), recorded.name).toEqual(expected);
    }
  });
});
