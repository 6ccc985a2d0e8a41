import { randomUUID } from "node:crypto";
import { type Batch, MAX_SKEW_MS, type Receipt } from "../agent_protocol.ts";
import { createAlarm } from "./alarm.ts";
import type { Contact } from "./contact.ts";
import { type Log, wordsOf } from "./log.ts";
import type { Spool, SpooledBatch } from "./spool.ts";
import type { PushAnswer, WorkerClient } from "./worker_client.ts";

/** Within a minute, with some room for a slow network. */
const HEARTBEAT_MS = 45_000;

// Outcomes that are no news wait for others: each batch costs the Worker a request, and a row in each Lookout.
const MAX_COLLECT_MS = 15_000;

// When much changes at once, it is told at once.
const NEWS_MS = 100;

export interface PusherOptions {
  readonly client: Pick<WorkerClient, "push">;
  readonly spool: Spool;
  /** What the Worker is told of this agent. */
  readonly describe: () => Omit<Batch["agent"], "backlog" | "dropped">;
  readonly contact: Contact;
  readonly log: Log;
}

/** Brings outcomes from the spool to the Worker. */
export class Pusher {
  readonly #options: PusherOptions;
  readonly #alarm = createAlarm();
  #collectMs = MAX_COLLECT_MS;

  constructor(options: PusherOptions) {
    this.#options = options;
  }

  /** Results must arrive well before they are too old: half of the shortest ttl, in milliseconds, is what they may wait. */
  collectFor(shortestTtlMs: number): void {
    this.#collectMs = Math.min(MAX_COLLECT_MS, shortestTtlMs / 2);
  }

  /** An outcome is in the spool. `news`: somebody waits for it. */
  notify(news: boolean): void {
    this.#alarm.setIn(news ? NEWS_MS : this.#collectMs);
  }

  /** Sends what there is, and at least a sign of life a minute, until `signal` ends it. */
  async run(signal: AbortSignal): Promise<void> {
    this.notify(true);
    while (!signal.aborted) {
      await this.#alarm.wait(signal);
      const pause = signal.aborted ? 0 : await this.#drain(signal);
      // Whatever is notified meanwhile waits: who is not reached, or refuses, is not asked more often.
      if (pause > 0) await quiet(pause, signal);
      this.#alarm.setIn(pause > 0 ? 0 : HEARTBEAT_MS);
    }
  }

  /** Sends all that waits, once. Returns whether nothing is left. */
  async flush(signal: AbortSignal): Promise<boolean> {
    await this.#drain(signal);
    return this.#options.spool.waiting === 0;
  }

  /** Returns how long to wait if it did not work, in milliseconds. */
  async #drain(signal: AbortSignal): Promise<number> {
    const { spool } = this.#options;
    do {
      const pause = await this.#send(spool.next(Date.now()), signal);
      if (pause > 0) return pause;
    } while (spool.next(Date.now()) && !signal.aborted);
    return 0;
  }

  async #send(batch: SpooledBatch | undefined, signal: AbortSignal): Promise<number> {
    const { client, contact } = this.#options;
    try {
      return this.#take(await client.push(this.#compose(batch), signal), batch);
    } catch (error) {
      if (signal.aborted) return 1;
      return contact.failed(wordsOf(error));
    }
  }

  #compose(batch: SpooledBatch | undefined): Batch {
    const { spool, describe } = this.#options;
    const results = [...(batch?.reports ?? [])];
    const backlog = spool.waiting - results.length;
    return {
      id: batch?.id ?? randomUUID(),
      sent_at: Date.now(),
      agent: { ...describe(), backlog, dropped: spool.dropped },
      results,
    };
  }

  /** Returns how long to wait before the next attempt, in milliseconds. */
  #take(answer: PushAnswer, batch: SpooledBatch | undefined): number {
    const { spool, contact } = this.#options;
    switch (answer.status) {
      case "stored":
        if (batch) spool.settle(batch);
        contact.succeeded();
        this.#acknowledge(answer.receipt);
        return 0;
      case "foreign":
        return this.#dropForeign(answer.checks, batch);
      case "too large":
        if (!batch) return contact.failed("the Worker finds a sign of life too large");
        this.#halve(batch, "too large for the Worker");
        return 0;
      case "refused":
        // With the clock set right, some of its outcomes may be of the future.
        if (batch && answer.code === 409) spool.release(batch);
        // One outcome that the Worker cannot read must not hold up all others for ever.
        if (batch && answer.code === 400 && !this.#halve(batch, answer.why)) return 0;
        return contact.failed(answer.why, answer.retryAfterMs);
    }
  }

  #dropForeign(checks: readonly string[], batch: SpooledBatch | undefined): number {
    const { spool, contact, log } = this.#options;
    const dropped = spool.dropChecks(checks);
    log({ message: "outcomes dropped", why: "not this agent's checks", checks, dropped });
    if (batch) spool.release(batch);
    return dropped > 0 ? 0 : contact.failed("the Worker refuses checks that were not sent");
  }

  /** A single outcome, which has no half, is dropped: then it returns true. */
  #halve(batch: SpooledBatch, why: string): boolean {
    const { spool, log } = this.#options;
    const dropped = spool.halve(batch);
    const checks = batch.reports.map(({ check }) => check);
    if (dropped > 0) log({ message: "outcomes dropped", why, checks, dropped });
    return dropped > 0;
  }

  #acknowledge({ accepted, duplicates, ignored, now }: Receipt): void {
    const { spool, log } = this.#options;
    if (accepted + duplicates + ignored > 0) {
      log({ message: "outcomes sent", accepted, duplicates, ignored, waiting: spool.waiting });
    }
    // By a clock that is wrong, all might be too old.
    if (Math.abs(now - Date.now()) > MAX_SKEW_MS) return;
    const dropped = spool.dropOld(now);
    if (dropped > 0) log({ message: "outcomes dropped", why: "older than the Worker takes", dropped });
  }
}

/** Resolves after so many milliseconds, or when `signal` is aborted. */
function quiet(ms: number, signal: AbortSignal): Promise<void> {
  const alarm = createAlarm();
  alarm.setIn(ms);
  return alarm.wait(signal);
}
