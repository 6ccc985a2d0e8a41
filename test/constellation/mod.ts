// A small service and what surrounds it, simulated in one process: something to observe, and to break.
import { Hono } from "hono";
import { runBackups } from "./backup.ts";
import { bugzilla } from "./bugzilla.ts";
import { cdn } from "./cdn.ts";
import { control } from "./control.ts";
import { github } from "./github.ts";
import { inbox } from "./inbox.ts";
import { origin } from "./origin.ts";
import type { PartName } from "./parts.ts";
import { publisher } from "./publisher.ts";
import { push, pushSockets } from "./push.ts";
import { readTheDocs } from "./read_the_docs.ts";
import { serve, serveTls } from "./serve.ts";
import { signer } from "./signer.ts";
import { telemetry } from "./telemetry.ts";
import { createWorld, type World } from "./world.ts";

export { isPart, PARTS, type PartName } from "./parts.ts";

export interface ConstellationOptions {
  /** Of the parts that speak HTTP, and of the control; any free one if left out. */
  readonly port?: number;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

export interface Constellation {
  /** Where the parts are: `{url}/origin/…`; `GET {url}/` lists what can be broken. */
  readonly url: string;
  /** The TLS server, with a certificate that nobody signed. */
  readonly tlsUrl: string;
  readonly signerUrl: string;
  /** What stands in for services of others, as REQUESTS_ORIGINS wants it. */
  readonly origins: Readonly<Record<string, string>>;
  isBroken(part: PartName): boolean;
  break(part: PartName): void;
  mend(part: PartName): void;
  /** Starts the job that pings the check at `url`, `…/checks/{project}/{check}`, until the constellation closes. */
  ping(url: string, token: string): void;
  close(): Promise<void>;
}

/** Starts everything, mended, on the loopback interface. Rejects if the port is taken. */
export async function startConstellation({
  port = 0,
  now = Date.now,
}: ConstellationOptions = {}): Promise<Constellation> {
  const world = createWorld(now);
  const hub = new Hono();
  const sockets = pushSockets(world);
  const main = await serve((request) => hub.fetch(request), { port, upgrade: sockets.accept });
  const tls = await serveTls((request) => hub.fetch(request), world);
  const signing = await serve((request) => signer(world).fetch(request), { port: 0 });
  const url = `http://127.0.0.1:${main.port}`;
  addRoutes(hub, world, url);
  const stopped = new AbortController();
  const jobs: Promise<void>[] = [];
  return {
    url,
    tlsUrl: `https://localhost:${tls.port}`,
    signerUrl: `http://127.0.0.1:${signing.port}`,
    origins: originsAt(url),
    isBroken: world.isBroken,
    break: (part) => world.set(part, true),
    mend: (part) => world.set(part, false),
    ping: (check, token) => jobs.push(runBackups(world, { url: check, token, signal: stopped.signal })),
    async close() {
      stopped.abort();
      sockets.close();
      await Promise.all([...jobs, main.close(), tls.close(), signing.close()]);
    },
  };
}

function addRoutes(hub: Hono, world: World, url: string): void {
  hub.route("/origin", origin(world));
  hub.route("/cdn", cdn(world, `${url}/origin`));
  hub.route("/push", push(world));
  hub.route("/telemetry", telemetry(world));
  hub.route("/jobs/publisher", publisher(world));
  hub.route("/github", github(world));
  hub.route("/readthedocs", readTheDocs(world));
  hub.route("/bugzilla", bugzilla(world));
  hub.route("/inbox", inbox());
  hub.route("/", control(world));
}

function originsAt(url: string): Record<string, string> {
  return {
    "https://api.github.com": `${url}/github`,
    "https://app.readthedocs.org": `${url}/readthedocs`,
    "https://readthedocs.org": `${url}/readthedocs`,
    "https://bugzilla.mozilla.org": `${url}/bugzilla`,
  };
}
