// The checks on the Worker host, driven from outside by JSON commands.
import { workerHost } from "../../../src/worker/host.ts";
import { createReplayer } from "../../checks/replayer.ts";

const replay = createReplayer(workerHost({ log: () => {} }));

export default {
  async fetch(request: Request): Promise<Response> {
    return Response.json(await replay(await request.json()));
  },
};
