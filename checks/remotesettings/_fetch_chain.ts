import type { CheckContext } from "#check";
import { placeOf } from "../_http_url.ts";
import { readChain, type SigningCertificate } from "./_certificate.ts";

/** A chain of certificates that its server does not have, or cannot send. */
export class ChainError extends Error {
  override readonly name = "ChainError";
  readonly status: number;

  constructor(x5u: string, status: number) {
    super(`Cannot read the chain ${placeOf(x5u)}: status ${status}`);
    this.status = status;
  }
}

/** The certificates at `x5u`, leaf first. Throws a `ChainError` or an `UntrustedError`. */
export async function fetchChain(ctx: CheckContext, x5u: string): Promise<SigningCertificate[]> {
  const response = await ctx.fetch(x5u);
  if (!response.ok) throw new ChainError(x5u, response.status);
  return readChain(await response.text());
}
