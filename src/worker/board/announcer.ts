import { exports } from "cloudflare:workers";
import { type Definition, idOf } from "../../definition.ts";
import type { BoardAgent, LiveMessage } from "../../show/board_document.ts";
import { iso } from "../../show/brief.ts";
import { logError } from "../log.ts";
import type { BoardView } from "./board_view.ts";

/** Tells dashboards and the caches of answers what has changed. */
export class Announcer {
  readonly #ctx: DurableObjectState;
  readonly #view: BoardView;
  /** What maintenance dashboards know of, by `project/name`. */
  #maintenance = new Map<string, string>();

  constructor(ctx: DurableObjectState, view: BoardView) {
    this.#ctx = ctx;
    this.#view = view;
  }

  /** Sends the states of checks, and those of agents where there is news of one. */
  broadcast(changed: readonly Definition[], agents: readonly BoardAgent[] | null = null): void {
    const sockets = this.#ctx.getWebSockets();
    if (sockets.length === 0 || (changed.length === 0 && !agents)) return;
    const message = JSON.stringify({
      type: "checks",
      now: iso(Date.now()),
      checks: changed.map((definition) => this.#view.stateOf(definition)),
      agents: agents && [...agents],
    } satisfies LiveMessage);
    for (const socket of sockets) socket.send(message);
  }

  /** Tells dashboards and pingers which checks are maintained from now on, and which no longer. */
  announceMaintenance(): void {
    const current = this.#view.maintenance();
    const known = this.#maintenance;
    this.#maintenance = current;
    const changed = this.#view.definitions.filter(
      (one) => current.get(idOf(one)) !== (known.get(idOf(one)) ?? "null"),
    );
    this.broadcast(changed);
    this.purge(changed);
  }

  /** Pingers all over the world must see a new status before their copy expires. */
  purge(checks: readonly Definition[]): void {
    if (checks.length > 0) this.#ctx.waitUntil(this.#purge(checks.map(idOf)));
  }

  async #purge(ids: readonly string[]): Promise<void> {
    try {
      await exports.Answers.purge([...ids]);
    } catch (error) {
      logError("Cannot purge cached answers", error);
    }
  }
}
