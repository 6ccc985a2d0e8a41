import ipaddr from "ipaddr.js";

// Cloud metadata services that answer on a name or outside the link-local range.
const METADATA_HOSTS = new Set([
  "metadata.google.internal",
  "metadata.goog",
  "100.100.100.200",
  "168.63.129.16",
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
  return METADATA_HOSTS.has(address?.toString() ?? rootless(hostname)) || address?.range() === "linkLocal";
}

function isPrivate(hostname: string): boolean {
  if (/^(.+\.)?localhost$/.test(rootless(hostname))) return true;
  const address = addressOf(hostname);
  return address !== undefined && address.range() !== "unicast";
}

/** `localhost.` is `localhost`. */
function rootless(hostname: string): string {
  return hostname.replace(/\.$/, "");
}

type Address = ReturnType<typeof ipaddr.process>;

/** IPv4 in IPv6 is what it wraps: `[::ffff:169.254.169.254]`, and `[64:ff9b::…]` behind a NAT64. */
function addressOf(hostname: string): Address | undefined {
  const text = hostname.replace(/^\[|\]$/g, "");
  if (!ipaddr.isValid(text)) return undefined;
  const address = ipaddr.process(text);
  return address.range() === "rfc6052" ? new ipaddr.IPv4(address.toByteArray().slice(12)) : address;
}
