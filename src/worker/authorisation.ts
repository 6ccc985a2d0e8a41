import { createHash, timingSafeEqual } from "node:crypto";
import type { Settings } from "../settings.ts";

export interface Refusal {
  readonly status: 401 | 403;
  readonly error: string;
}

/** Why somebody may not have a check run; undefined: they may. */
export function refuseRefresh(secret: string, settings: Settings): Refusal | undefined {
  return refuse(secret, settings, "refresh");
}

/** Why somebody may not do what only operators may, in words that complete "Cannot …"; undefined: they may. */
export function refuseBearer(
  authorization: string | undefined,
  settings: Settings,
  doing: string,
): Refusal | undefined {
  return refuse(authorization?.replace(/^Bearer +/i, "") ?? "", settings, doing);
}

function refuse(secret: string, { refreshSecret }: Settings, doing: string): Refusal | undefined {
  if (refreshSecret === undefined)
    return { status: 403, error: `Cannot ${doing}: no REFRESH_SECRET is configured` };
  if (sameSecret(secret, refreshSecret)) return undefined;
  return { status: 401, error: `Cannot ${doing}: the secret is not the configured one` };
}

/** Compares in constant time; hashed first, since lengths must agree and would tell something. */
export function sameSecret(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
