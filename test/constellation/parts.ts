/** What can be broken, and what happens then. The key breaks and mends it in the terminal of `npm start`. */
export const PARTS = {
  origin: { key: "o", broken: "answers 503: its database is gone" },
  database: { key: "d", broken: "makes the origin answer after a second and a half" },
  storage: { key: "s", broken: "is 97 % full" },
  cdn: { key: "c", broken: "serves copies that are an hour old" },
  cors: { key: "h", broken: "no longer lets web pages read what the CDN serves" },
  bundle: { key: "b", broken: "has not been built for three days" },
  certificate: { key: "t", broken: "expires in three days" },
  push: { key: "p", broken: "accepts requests and never answers" },
  broadcast: { key: "w", broken: "announces the records of an hour ago" },
  subscribers: { key: "n", broken: "lost their connections to the push service" },
  telemetry: { key: "e", broken: "shows that one request of clients in four fails" },
  uptake: { key: "u", broken: "shows that clients see new records after 45 minutes" },
  publisher: { key: "j", broken: "has not run for two hours" },
  backup: { key: "k", broken: "reports that it failed" },
  release: { key: "r", broken: "is tagged, and not deployed" },
  deployment: { key: "y", broken: "left a commit of yesterday behind" },
  reviews: { key: "v", broken: "left a pull request alone for two months" },
  documentation: { key: "x", broken: "was built from an old commit" },
  signer: { key: "g", broken: "refuses to sign" },
} as const satisfies Record<string, { readonly key: string; readonly broken: string }>;

export type PartName = keyof typeof PARTS;

export function isPart(name: string): name is PartName {
  return Object.hasOwn(PARTS, name);
}
