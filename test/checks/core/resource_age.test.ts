import { expect, test } from "vitest";
import resourceAge from "../../../checks/core/resource_age.ts";
import { runCheck } from "../../fake_host.ts";

const url = "https://shop.example/list.json";
const params = { url, max_age_hours: 10 };

function modified(date: string) {
  return { routes: { [`HEAD ${url}`]: new Response(null, { headers: { "last-modified": date } }) } };
}

test("passes, with whole hours, when the resource is young", async () => {
  const outcome = await runCheck(resourceAge, params, modified("Sun, 22 Nov 2026 02:00:01 GMT"));

  expect(outcome).toEqual({ status: "passed", data: { age_hours: 9 }, value: 9 });
});

test("fails when the resource is exactly as old as it must not be", async () => {
  const outcome = await runCheck(resourceAge, params, modified("Sun, 22 Nov 2026 02:00:00 GMT"));

  expect(outcome).toEqual({ status: "failed", data: { age_hours: 10 }, value: 10 });
});

test("cannot tell when the server cannot be reached", async () => {
  const outcome = await runCheck(resourceAge, params);

  expect(outcome).toMatchObject({ status: "errored", error: { type: "TypeError" } });
});

test("fails without Last-Modified", async () => {
  const outcome = await runCheck(resourceAge, params, { routes: { [`HEAD ${url}`]: new Response() } });

  expect(outcome).toMatchObject({ status: "failed", data: { error: "Missing Last-Modified header" } });
});

test.each(["00:00:00 GMT", "foo", "2026-11-22T10:00:00Z"])(
  "fails with the Last-Modified %s",
  async (date) => {
    const outcome = await runCheck(resourceAge, params, modified(date));

    expect(outcome).toMatchObject({
      status: "failed",
      data: { error: `Invalid Last-Modified header: '${date}'` },
    });
  },
);

test("takes a resource from the near future for new", async () => {
  const outcome = await runCheck(resourceAge, params, modified("Sun, 22 Nov 2026 12:00:05 GMT"));

  expect(outcome).toMatchObject({ status: "passed", data: { age_hours: 0 } });
});

test("converts a time zone", async () => {
  const outcome = await runCheck(resourceAge, params, modified("Sun, 22 Nov 2026 12:00:00 +0200"));

  expect(outcome).toMatchObject({ data: { age_hours: 2 } });
});
