// What Remote Settings servers answer, as tables of routes for a fake host.
import { json, type Route } from "../../fake_host.ts";

export const SERVER = "http://server.example/v1";
export const MONITOR = "/buckets/monitor/collections/changes/changeset?_expected=0";
/** As it is asked for along with the list of signed collections. */
export const SORTED_MONITOR =
  "/buckets/monitor/collections/changes/changeset?_sort=bucket%2Ccollection&_expected=0";

export type Routes = Readonly<Record<string, Route>>;

/** A server that answers GET requests for these paths: with a document, or as the route says. */
export function serve(documents: Readonly<Record<string, unknown>>, server = SERVER): Routes {
  const routes = Object.entries(documents).map(([path, document]) => [
    `GET ${server}${path}`,
    document instanceof Response || typeof document === "function" ? document : json(document),
  ]);
  return Object.fromEntries(routes);
}

/** `monitor/changes` of collections such as `main/cfr`. */
export function monitoring(changes: Readonly<Record<string, unknown>>) {
  return {
    changes: Object.entries(changes).map(([name, last_modified]) => {
      const [bucket, collection] = name.split("/");
      return { id: name, bucket, collection, last_modified };
    }),
  };
}

/** A server that signs whole buckets: `{ security: ["security-workspace"], blog: ["blog-workspace", "blog-preview"] }`. */
export function signing(buckets: Readonly<Record<string, readonly [source: string, preview?: string]>>) {
  const resources = Object.entries(buckets).map(([destination, [source, preview]]) => ({
    source: { bucket: source, collection: null },
    ...(preview !== undefined && { preview: { bucket: preview, collection: null } }),
    destination: { bucket: destination, collection: null },
  }));
  return { capabilities: { signer: { resources } } };
}
