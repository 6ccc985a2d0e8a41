import { expect, test } from "vitest";
import httpVersions from "../../../checks/core/http_versions.ts";
import { runCheck } from "../../fake_host.ts";

const url = "https://shop.example/";

function speaking(...versions: string[]) {
  return { capabilities: { httpVersions: async () => versions } };
}

test("passes, with the versions, when the server speaks all of them", async () => {
  const outcome = await runCheck(httpVersions, { url }, speaking("1", "1.1", "2", "3"));

  expect(outcome).toMatchObject({ status: "passed", data: ["1", "1.1", "2", "3"] });
});

test("fails, naming it, when the server does not speak a version", async () => {
  const outcome = await runCheck(httpVersions, { url }, speaking("1", "1.1"));

  expect(outcome).toMatchObject({ status: "failed", data: "HTTP version(s) 2, 3 unsupported" });
});

test("fails, naming it, when the server speaks a version that it should not", async () => {
  const outcome = await runCheck(httpVersions, { url, versions: ["1.1", "2"] }, speaking("1.1", "2", "3"));

  expect(outcome).toMatchObject({ status: "failed", data: "HTTP version(s) 3 unexpectedly supported" });
});

test("says which versions matter", async () => {
  let asked: readonly string[] = [];
  const capability = async (_: string, expected: readonly string[]) => {
    asked = expected;
    return ["2"];
  };

  await runCheck(httpVersions, { url, versions: ["2"] }, { capabilities: { httpVersions: capability } });

  expect(asked).toEqual(["2"]);
});

test("cannot tell when the server cannot be reached", async () => {
  const refused = { httpVersions: () => Promise.reject(new TypeError("Cannot reach it: refused")) };

  const outcome = await runCheck(httpVersions, { url }, { capabilities: refused });

  expect(outcome).toMatchObject({ status: "errored", error: { message: "Cannot reach it: refused" } });
});

test("cannot run where versions cannot be seen, and says where it can", async () => {
  const outcome = await runCheck(httpVersions, { url });

  expect(outcome).toMatchObject({
    status: "errored",
    error: { message: expect.stringMatching(/needs httpVersions, which only an agent offers/) },
  });
});

test("refuses a version that does not exist", () => {
  expect(() => httpVersions.configure({ url, versions: ["1.0"] })).toThrow("Invalid option");
});
