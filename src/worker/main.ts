import { app } from "./app.ts";
import type { Env } from "./env.ts";
import { tickAll } from "./scheduler.ts";

export { Answers } from "./answers/answers.ts";
export { Board } from "./board/board.ts";
export { Lookout } from "./lookout/lookout.ts";

export default {
  fetch: app.fetch,
  scheduled: (_controller, env) => tickAll(env),
} satisfies ExportedHandler<Env>;
