import { reportCrash } from "./crash.ts";
import { boardStub, type Env, lookoutStub } from "./env.ts";
import { logError } from "./log.ts";
import { serviceOf } from "./service.ts";

/** One tick: every Lookout runs what is due. One that cannot be reached takes none of the others down. */
export async function tickAll(env: Env): Promise<void> {
  const ticks = [...serviceOf(env).lookouts.keys()].map(async (name) => {
    try {
      await lookoutStub(env, name).tick();
    } catch (error) {
      logError("Cannot tick", error, { lookout: name });
      await reportCrash(serviceOf(env), "lookout", error);
    }
  });
  const noted = boardStub(env)
    .tick(Date.now())
    .catch((error) => logError("Cannot note the tick", error));
  await Promise.all([...ticks, noted]);
  try {
    await boardStub(env).settle(Date.now());
  } catch (error) {
    logError("Cannot settle the tick", error);
    await reportCrash(serviceOf(env), "board", error);
  }
}
