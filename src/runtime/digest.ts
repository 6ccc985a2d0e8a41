import { createHash } from "node:crypto";
import type { Digest } from "../check.ts";

/** Native on Node and on workerd: CPU time is what a Worker pays for. */
export function createDigest(): Digest {
  const hash = createHash("sha256");
  return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest("hex") };
}
