// Compiled, never run: each line that is announced as an error must be one.
import * as z from "zod";
import { defineCheck } from "../src/check.ts";

const documentation = "Holds.";
const params = z.strictObject({ url: z.url(), token: z.string() });
const run = async () => ({ success: true, data: null });

defineCheck({
  documentation,
  params,
  needs: ["tls"],
  run: async (ctx) => ({ success: !!ctx.tls, data: null }),
});
// @ts-expect-error: `tls` is not in `needs`
defineCheck({ documentation, params, run: async (ctx) => ({ success: !!ctx.tls, data: null }) });
defineCheck({
  documentation,
  params,
  needs: ["tls"],
  // @ts-expect-error: `x509` is not in `needs`, though something else is
  run: async (ctx) => ({ success: !!ctx.x509, data: null }),
});
// @ts-expect-error: no such capability
defineCheck({ documentation, params, needs: ["tlz"], run });
// @ts-expect-error: no such parameter to expose
defineCheck({ documentation, params, exposed: ["uri"], run });
// @ts-expect-error: no such parameter to override
defineCheck({ documentation, params, overridable: ["uri"], run });
// @ts-expect-error: no such parameter to carry a token
defineCheck({ documentation, params, pingToken: "secret", run });
// @ts-expect-error: a parameter that the schema does not know
defineCheck({ documentation, params, run: async (_, { uri }) => ({ success: true, data: uri }) });
// @ts-expect-error: data must be JSON
defineCheck({ documentation, params, run: async () => ({ success: true, data: new Date() }) });
// @ts-expect-error: a verdict needs data
defineCheck({ documentation, params, run: async () => ({ success: true }) });

const check = defineCheck({ documentation, params, run });
const configured = check.configure({ url: "https://example.com", token: "secret" });
// @ts-expect-error: what was configured cannot be read back
configured.params;
