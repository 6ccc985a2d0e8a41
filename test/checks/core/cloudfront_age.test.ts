import { expect, test } from "vitest";
import cloudfrontAge from "../../../checks/core/cloudfront_age.ts";
import { runCheck } from "../../fake_host.ts";

const url = "https://cdn.example/";
const params = { url, max_age: 30 };

function answering(headers: Record<string, string>) {
  return { routes: { [`HEAD ${url}`]: new Response(null, { headers }) } };
}

test("passes, with the age, when the copy is young", async () => {
  const outcome = await runCheck(
    cloudfrontAge,
    params,
    answering({ age: "23", "x-cache": "Hit from cloudfront" }),
  );

  expect(outcome).toEqual({ status: "passed", data: 23, value: 23 });
});

test.each(["30", "33"])("fails, with the age, when the copy is %s seconds old", async (age) => {
  const outcome = await runCheck(cloudfrontAge, params, answering({ age, "x-cache": "Hit from cloudfront" }));

  expect(outcome).toMatchObject({ status: "failed", data: Number(age) });
});

test.each(["Hit from cloudfront", "Miss from cloudfront"])(
  "takes a %s without Age for fresh",
  async (hit) => {
    const outcome = await runCheck(cloudfrontAge, params, answering({ "x-cache": hit }));

    expect(outcome).toMatchObject({ status: "passed", data: 0 });
  },
);

test("cannot tell where CloudFront is not in front", async () => {
  const outcome = await runCheck(cloudfrontAge, params, answering({ age: "23" }));

  expect(outcome).toMatchObject({
    status: "errored",
    error: { message: `Cannot tell the age of ${url}: no X-Cache header, so no CloudFront` },
  });
});

test("cannot tell from an Age that is no number", async () => {
  const outcome = await runCheck(
    cloudfrontAge,
    params,
    answering({ age: "old", "x-cache": "Hit from cloudfront" }),
  );

  expect(outcome).toMatchObject({ status: "errored", error: { type: "SyntaxError" } });
});

test("cannot tell when the server cannot be reached", async () => {
  const outcome = await runCheck(cloudfrontAge, params);

  expect(outcome).toMatchObject({ status: "errored", error: { type: "TypeError" } });
});

test("follows a redirect", async () => {
  const moved = new Response(null, { status: 301, headers: { location: "/new" } });
  const copy = new Response(null, { headers: { age: "5", "x-cache": "Hit from cloudfront" } });

  const outcome = await runCheck(cloudfrontAge, params, {
    routes: { [`HEAD ${url}`]: moved, [`HEAD ${url}new`]: copy },
  });

  expect(outcome).toMatchObject({ data: 5 });
});
