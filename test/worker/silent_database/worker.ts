// A database between the Worker and its own, which can be told to take questions and answer none.
import { RpcTarget, WorkerEntrypoint } from "cloudflare:workers";

interface Bindings {
  readonly REAL: D1Database;
}

// Longer than anybody waits. A promise that nothing could ever settle would be found out by the runtime, and rejected.
const SILENCE_MS = 60_000;

let silent = false;

async function answered<T>(answer: () => Promise<T>): Promise<T> {
  if (silent) await new Promise((resolve) => setTimeout(resolve, SILENCE_MS));
  return await answer();
}

class Statement extends RpcTarget {
  readonly #statement: D1PreparedStatement;

  constructor(statement: D1PreparedStatement) {
    super();
    this.#statement = statement;
  }

  bind(...values: unknown[]) {
    return new Statement(this.#statement.bind(...values));
  }

  run() {
    return answered(() => this.#statement.run());
  }

  all() {
    return answered(() => this.#statement.all());
  }
}

export default class extends WorkerEntrypoint<Bindings> {
  prepare(sql: string) {
    return new Statement(this.env.REAL.prepare(sql));
  }

  batch(statements: readonly Pick<Statement, "all">[]) {
    return answered(() => Promise.all(statements.map((statement) => statement.all())));
  }

  /** `POST /silent` and `POST /answering`. */
  override async fetch(request: Request): Promise<Response> {
    silent = new URL(request.url).pathname === "/silent";
    return new Response(null, { status: 204 });
  }
}
