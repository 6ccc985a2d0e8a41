import { expect, test } from "vitest";
import deployedVersion from "../../../checks/core/deployed_version.ts";
import { json, runCheck } from "../../fake_host.ts";

const params = { server: "http://server.example/v1", repo: "acme/shop" };
const RELEASE = "GET https://api.github.com/repos/acme/shop/releases/latest";
const VERSION = "GET http://server.example/v1/__version__";

function network(deployed: string, tag: string) {
  return {
    routes: {
      [VERSION]: json({ version: deployed, commit: "abc", source: "", build: "" }),
      [RELEASE]: json({ tag_name: tag, draft: false }),
    },
  };
}

test.each([
  ["17.1.4", "17.1.4"],
  ["v4.15.0-11-geb670", "v4.15.0"],
  ["v1.0.1-0-1", "v1.0.1-0"],
])("passes with %s where %s is the latest release", async (deployed_version, latest_tag) => {
  const outcome = await runCheck(deployedVersion, params, network(deployed_version, latest_tag));

  expect(outcome).toEqual({ status: "passed", data: { latest_tag, deployed_version }, value: null });
});

test.each([
  ["17.1.4", "17.2.0"],
  ["v1.10", "v1.1"],
])("fails with %s where %s is the latest release", async (deployed_version, latest_tag) => {
  const outcome = await runCheck(deployedVersion, params, network(deployed_version, latest_tag));

  expect(outcome).toMatchObject({ status: "failed", data: { latest_tag, deployed_version } });
});

test("does not mind a slash at the end of the server", async () => {
  const server = { ...params, server: "http://server.example/v1/" };

  const outcome = await runCheck(deployedVersion, server, network("1", "1"));

  expect(outcome.status).toBe("passed");
});

test("cannot tell when the server cannot be reached", async () => {
  const routes = { [RELEASE]: json({ tag_name: "1" }) };

  const outcome = await runCheck(deployedVersion, params, { routes });

  expect(outcome).toMatchObject({
    status: "errored",
    error: { message: "Cannot reach http://server.example/v1/__version__: connect ECONNREFUSED" },
  });
});

test.each([
  ["has no version", json({ commit: "abc" }), /version: Invalid input/],
  ["is not JSON", new Response("<html>"), /document: Invalid input/],
  ["is an error", json({}, { status: 500 }), /status 500/],
])("cannot tell when what the server says of itself %s", async (_, answer, why) => {
  const routes = { ...network("1", "1").routes, [VERSION]: answer };

  const outcome = await runCheck(deployedVersion, params, { routes });

  expect(outcome).toMatchObject({ status: "errored", error: { message: expect.stringMatching(why) } });
});

test.each([
  [403, /latest release of acme\/shop on GitHub: status 403.*GITHUB_TOKEN/],
  [404, /latest release of acme\/shop on GitHub: status 404.*GITHUB_TOKEN/],
  [429, /latest release of acme\/shop on GitHub: status 429.*GITHUB_TOKEN/],
  [500, /latest release of acme\/shop on GitHub: status 500$/],
])("says what to do when GitHub answers %i", async (status, why) => {
  const routes = { ...network("1", "1").routes, [RELEASE]: json({ message: "no" }, { status }) };

  const outcome = await runCheck(deployedVersion, params, { routes });

  expect(outcome).toMatchObject({ status: "errored", error: { message: expect.stringMatching(why) } });
});
