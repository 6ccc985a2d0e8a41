import { expect, test } from "vitest";
import type { Release } from "../../src/host.ts";
import { createSlots } from "../../src/run/slots.ts";

const NEVER = new AbortController().signal;

test("hands out as many slots as there are, and the next when one comes back", async () => {
  const slots = createSlots(2);
  const first = await slots.acquire({}, NEVER);
  await slots.acquire({}, NEVER);
  const third = slots.acquire({}, NEVER);

  const before = slots.waiting();
  first();
  await third;

  expect(before).toBe(1);
  expect(slots.waiting()).toBe(0);
});

test("a check that asks for 500 slots slows nobody: another waits for one turn", async () => {
  const slots = createSlots(1);
  const served: string[] = [];
  const take = async (name: string, owner: object) => {
    const release = await slots.acquire(owner, NEVER);
    served.push(name);
    release();
  };
  const busy = await slots.acquire({}, NEVER);
  const greedy = {};

  const all = Array.from({ length: 500 }, () => take("greedy", greedy));
  all.push(take("modest", {}));
  busy();
  await Promise.all(all);

  expect(served.indexOf("modest")).toBe(1);
  expect(served).toHaveLength(501);
});

test("a slot given back twice counts once", async () => {
  const slots = createSlots(1);
  const release = await slots.acquire({}, NEVER);

  release();
  release();
  await slots.acquire({}, NEVER);
  slots.acquire({}, NEVER);

  expect(slots.waiting()).toBe(1);
});

test("whoever gives up leaves the queue, with the reason of the signal, and takes no slot along", async () => {
  const slots = createSlots(1);
  const busy = await slots.acquire({}, NEVER);
  const impatient = new AbortController();
  const given = slots.acquire({}, impatient.signal);
  const patient = slots.acquire({}, NEVER);

  impatient.abort(new RangeError("enough"));
  busy();

  await expect(given).rejects.toThrow("enough");
  await expect(patient).resolves.toBeTypeOf("function");
});

test("a signal that is aborted already gets nothing", async () => {
  const slots = createSlots(1);

  const given = slots.acquire({}, AbortSignal.abort(new RangeError("too late")));

  await expect(given).rejects.toThrow("too late");
});

test("a nested parallel use does not deadlock, as long as no slot is held while asking for another", async () => {
  const slots = createSlots(2);
  const owner = {};
  const request = async () => {
    const release: Release = await slots.acquire(owner, NEVER);
    await Promise.resolve();
    release();
  };
  const nested = async () => {
    await request();
    await Promise.all([request(), request(), request()]);
  };

  await Promise.all(Array.from({ length: 5 }, nested));

  expect(slots.waiting()).toBe(0);
});
