import { CREDENTIALS } from "./request.ts";
import { checkTarget, placeOf } from "./target.ts";

// As browsers and the original do; each hop is a subrequest of the Worker.
const MAX_HOPS = 10;

export type Send = (url: URL, init: RequestInit) => Promise<Response>;

/** Sends a request and follows redirects, unless `init.redirect` is "manual". Each hop passes `checkTarget`. */
export async function followRedirects(send: Send, url: URL, init: RequestInit): Promise<Response> {
  let target = url;
  let request = init;
  for (let hops = 0; hops <= MAX_HOPS; hops += 1) {
    const response = await send(target, request);
    const location = locationOf(response, target);
    if (location === undefined || init.redirect === "manual") return response;
    await response.body?.cancel();
    checkTarget(location, target);
    request = nextRequest(request, { status: response.status, crossing: location.origin !== target.origin });
    target = location;
  }
  throw new TypeError(`Cannot reach ${placeOf(url)}: more than ${MAX_HOPS} redirects`);
}

function locationOf({ status, headers }: Response, base: URL): URL | undefined {
  const location = headers.get("location");
  if (![301, 302, 303, 307, 308].includes(status) || location === null) return undefined;
  if (!URL.canParse(location, base))
    throw new TypeError(`Cannot follow the redirect of ${placeOf(base)}: not a URL`);
  const next = new URL(location, base);
  // Whoever redirects within an origin does not repeat the credentials of the URL.
  if (next.origin === base.origin && next.username === "" && next.password === "") {
    next.username = base.username;
    next.password = base.password;
  }
  return next;
}

/** RFC 9110 §15.4: a 303, and a POST before a 301 or 302, go on as GET. Credentials stay with their origin. */
function nextRequest(
  init: RequestInit,
  { status, crossing }: { status: number; crossing: boolean },
): RequestInit {
  const { body, ...rest } = init;
  const headers = new Headers(init.headers);
  if (crossing) for (const name of CREDENTIALS) headers.delete(name);
  const method = (init.method ?? "GET").toUpperCase();
  const becomesGet = (status === 303 && method !== "HEAD") || (status < 303 && method === "POST");
  if (becomesGet) return { ...rest, method: "GET", headers };
  return body === undefined || body === null ? { ...rest, headers } : { ...rest, body, headers };
}
