// The Worker host, driven from outside by JSON commands.
import { workerHost } from "../../../src/worker/host.ts";
import { createDriver } from "../../host_driver.ts";

const drive = createDriver(workerHost({ timeoutMs: 500, log: () => {} }));

export default {
  async fetch(request: Request): Promise<Response> {
    return Response.json(await drive(await request.json()));
  },
};
