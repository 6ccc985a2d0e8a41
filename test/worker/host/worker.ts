// The Worker host, driven from outside by JSON commands.
import { workerHost } from "../../../src/worker/host/host.ts";
import { createDriver } from "../../host_driver.ts";

const pings = async (id: string) => ({ succeededAt: 1, message: id });

const drive = createDriver(workerHost({ pings, timeoutMs: 500, log: () => {} }));

export default {
  async fetch(request: Request): Promise<Response> {
    return Response.json(await drive(await request.json()));
  },
};
