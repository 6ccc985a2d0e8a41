import { connect, type Socket } from "node:net";
import { serveTcp } from "../local_server.ts";

/** A network between an agent and its Worker that can be cut. */
export interface Cable {
  readonly url: string;
  /** While it is cut, connections break in the middle, and none is made. */
  cut: boolean;
  close(): Promise<void>;
}

export async function layCable(port: number): Promise<Cable> {
  const sockets = new Set<Socket>();
  let cut = false;
  const { origin, close } = await serveTcp((near) => {
    if (cut) {
      near.destroy();
      return;
    }
    const far = connect(port, "127.0.0.1");
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on("error", () => other.destroy());
      one.on("close", () => sockets.delete(one) && other.destroy());
      one.pipe(other);
    }
  });
  return {
    url: origin,
    get cut() {
      return cut;
    },
    set cut(value) {
      cut = value;
      if (value) for (const socket of sockets) socket.destroy();
    },
    close,
  };
}
