import { expect, test } from "vitest";
import { readBody } from "../../src/http/body.ts";

test("reads a body of many chunks", async () => {
  const chunks = new Response(new Blob([new Uint8Array([1, 2]), new Uint8Array([3])]).stream());

  expect(await readBody(chunks)).toEqual(new Uint8Array([1, 2, 3]));
});

test("no body reads as none", async () => {
  expect(await readBody(new Response(null, { status: 204 }))).toHaveLength(0);
});

test("a body as long as the limit is read", async () => {
  expect(await readBody(new Response("12345678"), { limit: 8 })).toHaveLength(8);
});

test("a body without end is left at the limit, and cancelled", async () => {
  let pulls = 0;
  let cancelled = false;
  const endless = new ReadableStream({
    pull(controller) {
      pulls += 1;
      controller.enqueue(new Uint8Array(1024));
    },
    cancel() {
      cancelled = true;
    },
  });

  const read = readBody(new Response(endless), { limit: 1024 * 1024 });

  await expect(read).rejects.toThrow(new RangeError("the body exceeds 1 MiB"));
  expect(pulls).toBeLessThan(1030);
  expect(cancelled).toBe(true);
});

test("a body that breaks off rejects", async () => {
  const broken = new ReadableStream({ start: (controller) => controller.error(new TypeError("reset")) });

  await expect(readBody(new Response(broken))).rejects.toThrow("reset");
});

test("a body that is awaited in vain is left with the reason of the signal, and cancelled", async () => {
  let cancelled = false;
  const silent = new ReadableStream({
    cancel() {
      cancelled = true;
    },
  });
  const controller = new AbortController();

  const read = readBody(new Response(silent), { signal: controller.signal });
  controller.abort(new RangeError("late"));

  await expect(read).rejects.toThrow("late");
  expect(cancelled).toBe(true);
});
