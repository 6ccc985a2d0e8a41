// Runs checks inside workerd, with the capabilities of the Worker host, against recorded answers.
import { checks } from "../../../checks/mod.ts";
import { createDigest } from "../../../src/runtime/digest.ts";
import { fakeHost, runCheck } from "../../fake_host.ts";
import { type Answer, Command } from "./command.ts";

export default {
  async fetch(request: Request): Promise<Response> {
    const { module, params, now, answers } = Command.parse(await request.json());
    const check = checks[`checks.${module}`];
    if (!check) throw new RangeError(`Cannot replay ${module}: no such check`);
    const routes = Object.fromEntries(answers.map((answer) => [answer.key, () => respond(answer)]));
    const host = fakeHost({ routes, clock: { now }, capabilities: { digest: createDigest } });
    return Response.json(await runCheck(check, params, { host }));
  },
};

function respond({ status, headers, base64 }: Answer): Response {
  if (status === undefined) throw new TypeError("fetch failed", { cause: new Error("refused") });
  const body = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  return new Response(body.length > 0 ? body : null, { status, headers });
}
