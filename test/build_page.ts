import { buildPage } from "../src/cli/build.ts";

/** Before all tests, once: the page that the Worker serves and that browsers load is today's. */
export async function setup(): Promise<void> {
  await buildPage();
}
