import ipaddr from "ipaddr.js";

// Cloud metadata services that answer on a name or outside the link-local range.
const METADATA_HOSTS = new Set([
  "metadata.google.internal",
  "metadata.goog",
  "100.100.100.200",
  "fd00:ec2::254",
]);

/**
 * The one place that decides where requests may go. Throws a `TypeError` for anything but http and https, for cloud
 * metadata services, and for a redirect (`from`) out of the public network into a private one.
 */
export function checkTarget(url: URL, from?: URL): void {
  const refuse = (why: string) => {
    throw new TypeError(`Cannot request ${placeOf(url)}: ${why}`);
  };
  if (url.protocol !== "http:" && url.protocol !== "https:") refuse("only http and https are allowed");
  if (isMetadata(url.hostname)) refuse("cloud metadata services are never asked");
  if (from && isPrivate(url.hostname) && !isPrivate(from.hostname)) {
    refuse(`${placeOf(from)} redirects into a private network`);
  }
}

/** A URL as it may be written in messages: without credentials, query and fragment. */
export function placeOf(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`;
}

function isMetadata(hostname: string): boolean {
  const address = addressOf(hostname);
  return METADATA_HOSTS.has(address?.toString() ?? hostname) || address?.range() === "linkLocal";
}

function isPrivate(hostname: string): boolean {
  if (hostname === "localhost" || hostname.endsWith(".localhost")) return true;
  const address = addressOf(hostname);
  return address !== undefined && address.range() !== "unicast";
}

/** `process` unwraps IPv4 in IPv6, so that `[::ffff:169.254.169.254]` is what it is. */
function addressOf(hostname: string): ReturnType<typeof ipaddr.process> | undefined {
  const text = hostname.replace(/^\[|\]$/g, "");
  return ipaddr.isValid(text) ? ipaddr.process(text) : undefined;
}
