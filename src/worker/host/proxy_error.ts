// Where Node rejects, Cloudflare's proxy makes a response of its own: a status of 520 to 530, `server: cloudflare`, and
// "error code: 1016" as its whole body. https://developers.cloudflare.com/workers/platform/known-issues/

const REASONS: Readonly<Record<string, string>> = {
  "520": "the server gave no valid answer",
  "521": "the connection was refused",
  "522": "the connection timed out",
  "523": "there is no route to the server",
  "524": "the server gave no answer in time",
  "525": "the TLS handshake failed",
  "526": "the server's certificate is not valid",
  "1003": "an IP address is no host for a Worker",
  "1016": "the name does not resolve",
};

/** Resolves with `response`, unless Cloudflare made it in place of a server that cannot be reached: then it rejects. */
export async function rejectProxyError(response: Response): Promise<Response> {
  const { status, headers, body } = response;
  if (status < 520 || status > 530 || headers.get("server") !== "cloudflare") return response;
  // The answer to a HEAD has no body to tell by; such a status is Cloudflare's alone.
  if (!body) throw proxyError(String(status));
  const [peeked, kept] = body.tee();
  const code = /^error code: (\d+)\s*$/.exec(await beginningOf(peeked))?.[1];
  if (code === undefined) return new Response(kept, response);
  await kept.cancel();
  throw proxyError(code);
}

function proxyError(code: string): Error {
  return new Error(`${REASONS[code] ?? "the server cannot be reached"} (Cloudflare error ${code})`);
}

/** One chunk: the body in question has twenty bytes, and any other may have no end. */
async function beginningOf(body: ReadableStream<Uint8Array>): Promise<string> {
  const reader = body.getReader();
  const { value } = await reader.read();
  reader.cancel().catch(() => {});
  return new TextDecoder().decode(value?.subarray(0, 64));
}
