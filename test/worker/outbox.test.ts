import { describe, expect, test } from "vitest";
import type { Channel } from "../../src/config/notify_entry.ts";
import type { Definition } from "../../src/definition.ts";
import type { IncidentEvent } from "../../src/incidents/incident.ts";
import type { Attempt } from "../../src/messages/delivery_schedule.ts";
import type { Message } from "../../src/messages/message.ts";
import { noticeOf } from "../../src/messages/notice.ts";
import type { Destination } from "../../src/messages/notify.ts";
import { Outbox } from "../../src/worker/outbox/outbox.ts";
import { definitionOf } from "../definition_of.ts";
import { memorySql } from "../memory_sql.ts";
import { incidentOf, NOON } from "../notice_of.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const definitions = ["home", "cart", "login"].map((name) => definitionOf({ name, key: `shop/${name}` }));

interface Sent {
  readonly to: string;
  readonly at: number;
  readonly message: Message;
}

/** An outbox whose clock and whose receivers are the test's. */
function setUp(
  given: { channel?: Channel; remindMs?: number; others?: Destination[]; quiet?: boolean } = {},
) {
  const storage = memorySql();
  const sent: Sent[] = [];
  const world = { now: NOON, keys: 0, quiet: given.quiet ?? false };
  let answer: (to: string) => Attempt | Promise<Attempt> = () => ({ status: "delivered" });
  const hook: Channel = { kind: "webhook", format: "json", url: "https://hook.example/" };
  const destination = destinationOf("hook", { channel: given.channel ?? hook, remindMs: given.remindMs });

  const open = () =>
    new Outbox(storage.sql, {
      destinations: [destination, ...(given.others ?? [])],
      definitions,
      noticeOf: (event, definition) => noticeOf(event, { definition, serviceUrl: "", troubleshooting: "" }),
      sender: { service: "Poucave", environment: "", url: "" },
      send: async ({ name }, message) => {
        sent.push({ to: name, at: world.now, message });
        return await answer(name);
      },
      quiet: () => world.quiet,
      similarTo: (keys) => `like ${keys.join(" and ")}`,
      transaction: storage.transaction,
      random: () => 0,
      newKey: () => {
        world.keys += 1;
        return `key-${world.keys}`;
      },
    });

  let outbox = open();
  const tick = async (ms = MINUTE) => {
    world.now += ms;
    await outbox.deliver(world.now, new AbortController().signal);
  };
  return {
    sent,
    world,
    storage,
    tick,
    /** Ticks each minute for so long. */
    async wait(ms: number) {
      for (const until = world.now + ms; world.now < until; ) await tick();
    },
    take: (...events: IncidentEvent[]) => outbox.take(events),
    evict: () => {
      outbox = open();
    },
    state: () => outbox.states[0],
    answers: (next: typeof answer) => {
      answer = next;
    },
    titles: () =>
      sent.map(({ message }) => message.notices.map(({ type, check }) => `${type} ${check}`).join(", ")),
  };
}

function destinationOf(
  name: string,
  given: { channel: Channel; remindMs?: number | undefined },
): Destination {
  const everything = { projects: undefined, tags: undefined, checks: undefined, agent: undefined };
  return { name, ...everything, channel: given.channel, remindMs: given.remindMs };
}

function event(
  type: IncidentEvent["type"],
  check: string,
  given: Partial<IncidentEvent["incident"]> = {},
): IncidentEvent {
  const start = given.start ?? NOON;
  const incident = incidentOf({ id: `shop:${check}:${start}`, key: `shop/${check}`, check, start, ...given });
  return { type, incident, at: given.end ?? start };
}

const down: Attempt = { status: "unreached", error: "it answered 503" };

describe("what is told", () => {
  test("together is one message, with what is known of the last time", async () => {
    const { take, tick, titles, sent } = setUp();

    take(event("opened", "home"), event("opened", "cart"));
    take(event("opened", "login"));
    await tick();
    await tick();

    expect(titles()).toEqual(["opened cart, opened home, opened login"]);
    expect(sent[0]?.message.similar).toBe("like shop/cart and shop/home and shop/login");
  });

  test("is told once, however often it is said", async () => {
    const { take, tick, titles } = setUp();

    take(event("opened", "home"));
    await tick();
    take(event("opened", "home"), event("opened", "home"));
    await tick();
    take(event("closed", "home", { end: NOON + HOUR }));
    take(event("closed", "home", { end: NOON + HOUR }));
    await tick();
    take(event("closed", "home", { end: NOON + HOUR }));
    await tick();

    expect(titles()).toEqual(["opened home", "closed home"]);
  });

  test("of a check that flaps is told once", async () => {
    const { take, tick, titles } = setUp();

    take(event("opened", "home"));
    await tick();
    take(event("flapping", "home", { ailment: "flapping" }));
    await tick();
    take(event("flapping", "home", { ailment: "flapping" }), event("opened", "home"));
    await tick();

    expect(titles()).toEqual(["opened home", "flapping home"]);
  });

  test("is nothing in maintenance, not even that it is over", async () => {
    const { take, tick, sent } = setUp();

    take(event("opened", "home", { maintenance: true }));
    await tick();
    take(event("closed", "home", { maintenance: true, end: NOON + HOUR }));
    await tick();

    expect(sent).toEqual([]);
  });

  test("is told when maintenance ends before the incident does", async () => {
    const { take, tick, titles } = setUp();

    take(event("opened", "home", { maintenance: true }));
    await tick();
    take(event("opened", "home"));
    await tick();
    take(event("closed", "home", { end: NOON + HOUR }));
    await tick();

    expect(titles()).toEqual(["opened home", "closed home"]);
  });

  test("of a check that the configuration no longer has is nothing", async () => {
    const { take, tick, sent } = setUp();

    take(event("opened", "gone"));
    await tick();

    expect(sent).toEqual([]);
  });

  test("has not happened where the transaction was rolled back", async () => {
    const { take, tick, storage, sent } = setUp();

    expect(() =>
      storage.transaction(() => {
        take(event("opened", "home"));
        throw new Error("full");
      }),
    ).toThrow("full");
    await tick();

    expect(sent).toEqual([]);
  });

  test("goes to PagerDuty one by one", async () => {
    const { take, tick, titles } = setUp({
      channel: { kind: "pagerduty", url: "https://p.example", routingKey: "k" },
    });

    take(event("opened", "home"), event("opened", "cart"));
    await tick();

    expect(titles()).toEqual(["opened cart", "opened home"]);
  });
});

describe("a receiver that is down", () => {
  test("is asked ever less often, and told the same under the same key when it is back", async () => {
    const { take, wait, answers, sent } = setUp();
    answers(() => down);

    take(event("opened", "home"));
    await wait(5 * HOUR);
    answers(() => ({ status: "delivered" }));
    await wait(HOUR);

    const minutes = sent.map(({ at }) => (at - NOON) / MINUTE);
    expect(minutes.slice(0, 7)).toEqual([1, 2, 3, 5, 9, 17, 33]);
    expect(sent.length).toBeLessThan(18);
    expect(new Set(sent.map(({ message }) => JSON.stringify(message))).size).toBe(1);
  });

  test("hears of what came and went meanwhile in one line, after what it was to hear first", async () => {
    const { take, wait, answers, titles, sent } = setUp();
    answers(() => down);

    take(event("opened", "home"));
    await wait(HOUR);
    take(event("opened", "cart", { start: NOON + HOUR }));
    take(event("closed", "cart", { start: NOON + HOUR, end: NOON + HOUR + 5 * MINUTE }));
    take(event("closed", "home", { end: NOON + HOUR }));
    const before = sent.length;
    answers(() => ({ status: "delivered" }));
    await wait(HOUR);

    expect(titles().slice(before)).toEqual(["opened home", "closed home, closed cart"]);
  });

  test("for a day is given up, and told that it missed something", async () => {
    const { take, wait, answers, state, sent } = setUp();
    answers(() => down);

    take(event("opened", "home"));
    await wait(DAY + HOUR);
    const given = state();
    answers(() => ({ status: "delivered" }));
    take(event("opened", "cart", { start: NOON + DAY + HOUR }));
    await wait(5 * MINUTE);
    take(event("opened", "login", { start: NOON + DAY + 2 * HOUR }));
    await wait(5 * MINUTE);

    expect(given).toMatchObject({ waiting: 0, dropped: 1, error: "given up after a day" });
    expect(sent.slice(-2).map(({ message }) => message.missed)).toEqual([1, 0]);
  });

  test("for a week does not grow without limit", async () => {
    const { take, tick, answers, state } = setUp();
    answers(() => down);

    for (let hour = 0; hour < 7 * 24; hour += 1) {
      for (let minute = 0; minute < 60; minute += 3) {
        const start = NOON + hour * HOUR + minute * MINUTE;
        take(event("opened", "home", { start }), event("closed", "home", { start, end: start + MINUTE }));
      }
      await tick(HOUR);
    }

    expect(state()?.waiting).toBeLessThanOrEqual(1_000);
    expect(state()?.dropped).toBeGreaterThan(500);
  });

  test("holds up no other", async () => {
    const others = [destinationOf("mail", { channel: { kind: "email", to: "a@b.example" } })];
    const { take, tick, answers, sent } = setUp({ others });
    answers((to) => (to === "hook" ? down : { status: "delivered" }));

    take(event("opened", "home"));
    await tick();
    take(event("closed", "home", { end: NOON + HOUR }));
    await tick();

    expect(sent.filter(({ to }) => to === "mail")).toHaveLength(2);
  });

  test("that asks for an hour gets it", async () => {
    const { take, wait, answers, sent } = setUp();
    answers(() => ({ ...down, retryAfterMs: HOUR }));

    take(event("opened", "home"));
    await wait(90 * MINUTE);

    expect(sent.map(({ at }) => (at - NOON) / MINUTE)).toEqual([1, 61]);
  });
});

describe("a receiver", () => {
  test("that refuses a message does not get it again, and gets the next", async () => {
    const { take, tick, answers, state, titles } = setUp();
    answers(() => ({ status: "refused", error: "it answered 404" }));

    take(event("opened", "home"));
    await tick();
    await tick();
    answers(() => ({ status: "delivered" }));
    take(event("opened", "cart"));
    await tick();

    expect(titles()).toEqual(["opened home", "opened cart"]);
    expect(state()).toMatchObject({ delivered: 1, dropped: 1, error: "it answered 404", waiting: 0 });
  });

  test("that cannot take one message gets the others after some hours, and is told that it missed one", async () => {
    const { take, tick, wait, titles, sent, state, answers, world } = setUp();
    const chokesOn = (what: string) =>
      answers(() => (titles().at(-1)?.includes(what) ? down : { status: "delivered" }));

    chokesOn("home");
    take(event("opened", "home"));
    await tick();
    take(event("opened", "cart"));
    await wait(3 * HOUR);
    take(event("opened", "login", { start: world.now }));
    await tick();

    expect(titles().filter((title) => !title.includes("home"))).toEqual(["opened cart", "opened login"]);
    expect(sent.at(-1)?.message.missed).toBe(1);
    expect(state()).toMatchObject({ delivered: 2, dropped: 1, waiting: 0 });
    expect(state()?.error).toBe("it takes other messages, but not this one");
  });

  test("that asks for time is given it, however often it was asked before", async () => {
    const { take, tick, wait, titles, answers } = setUp();

    answers(() => ({ status: "unreached", error: "it answered 429", retryAfterMs: 600_000 }));
    take(event("opened", "home"));
    await tick();
    take(event("opened", "cart"));
    await wait(6 * HOUR);

    expect(new Set(titles())).toEqual(new Set(["opened home"]));
  });

  test("that was down for hours hears of everything in order, and of nothing twice", async () => {
    const { take, tick, wait, titles, answers, world } = setUp();

    answers(() => down);
    take(event("opened", "home"));
    await tick();
    take(event("opened", "cart"));
    await wait(6 * HOUR);
    take(event("closed", "home", { end: world.now }));
    answers(() => ({ status: "delivered" }));
    const before = titles().length;
    await wait(HOUR);

    expect(titles().slice(before)).toEqual(["opened home", "opened cart", "closed home"]);
  });

  test("that has not answered yet is not told again by the next tick", async () => {
    const { take, tick, answers, sent } = setUp();
    const slow = Promise.withResolvers<Attempt>();
    answers(() => slow.promise);

    take(event("opened", "home"));
    const first = tick();
    await tick();
    slow.resolve({ status: "delivered" });
    await first;
    await tick();

    expect(sent).toHaveLength(1);
  });

  test("is told again under the same key where the Board was evicted before the receipt", async () => {
    const { take, tick, answers, evict, sent } = setUp();
    answers(() => new Promise(() => {}));

    take(event("opened", "home"));
    void tick();
    await expect.poll(() => sent.length).toBe(1);
    evict();
    answers(() => ({ status: "delivered" }));
    await tick();
    await tick();

    expect(sent).toHaveLength(2);
    expect(sent[1]?.message).toEqual(sent[0]?.message);
  });

  test("is told although the clock was set back by two days", async () => {
    const { take, tick, answers, sent } = setUp();
    answers(() => down);

    take(event("opened", "home"));
    await tick();
    answers(() => ({ status: "delivered" }));
    await tick(-2 * DAY);

    expect(sent).toHaveLength(2);
  });

  test("that the configuration no longer has is forgotten after a day", async () => {
    const { take, tick, storage } = setUp();
    storage.sql.exec(
      "INSERT INTO outbox_notices (destination, incident, at, body) VALUES ('gone', 'x', ?1, '{}')",
      NOON,
    );
    const count = () =>
      [...storage.sql.exec("SELECT * FROM outbox_notices WHERE destination = 'gone'")].length;

    take(event("opened", "home"));
    await tick(HOUR);
    const soon = count();
    await tick(DAY);

    expect([soon, count()]).toEqual([1, 0]);
  });
});

describe("reminders", () => {
  test("come while it lasts, and end with it", async () => {
    const { take, wait, titles } = setUp({ remindMs: 4 * HOUR });

    take(event("opened", "home"));
    await wait(9 * HOUR);
    take(event("closed", "home", { end: NOON + 9 * HOUR }));
    await wait(9 * HOUR);

    expect(titles()).toEqual(["opened home", "reminder home", "reminder home", "closed home"]);
  });

  test("rest in maintenance", async () => {
    const { take, wait, titles, world } = setUp({ remindMs: 4 * HOUR });

    take(event("opened", "home"));
    await wait(HOUR);
    world.quiet = true;
    await wait(9 * HOUR);

    expect(titles()).toEqual(["opened home"]);
  });

  test("do not pile up for whom they cannot reach", async () => {
    const { take, wait, answers, state } = setUp({ remindMs: HOUR });
    answers(() => down);

    take(event("opened", "home"));
    await wait(12 * HOUR);

    expect(state()?.waiting).toBe(3);
  });
});

test("a definition's key is what its incidents are told by, whatever its name", async () => {
  const renamed: Definition = definitionOf({ name: "renamed", key: "shop/home" });
  const { take, tick, sent } = setUp();

  take({ ...event("opened", "home"), incident: incidentOf({ key: renamed.key, check: "renamed" }) });
  await tick();

  expect(sent).toHaveLength(1);
});
