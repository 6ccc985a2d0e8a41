import { lookup } from "node:dns/promises";
import { connect as connectPlain, type Socket } from "node:net";
import { connect, type TLSSocket } from "node:tls";
import { type Finding, fine, problem } from "./finding.ts";
import { wordsOf } from "./log.ts";

const TIMEOUT_MS = 10_000;
const DAY_MS = 86_400_000;
const SOON_DAYS = 14;

type Variables = Readonly<Record<string, string | undefined>>;

/** The proxy that leads to `url`, without its credentials; undefined: none does. */
export function proxyFor(url: URL, variables: Variables): string | undefined {
  const either = (name: string) => variables[name.toLowerCase()] ?? variables[name.toUpperCase()];
  const proxy = either(url.protocol === "https:" ? "https_proxy" : "http_proxy") ?? "";
  const exceptions = (either("no_proxy") ?? "").split(/[\s,]+/).filter((one) => one !== "");
  if (proxy === "" || exceptions.some((exception) => covers(exception, url))) return undefined;
  return URL.canParse(proxy) ? new URL(proxy).host : "what is no URL";
}

/** Whether names are found, and the connection can be trusted. Behind a proxy that is the proxy's business. */
export async function examineNetwork(url: URL, proxy: string | undefined): Promise<Finding[]> {
  if (proxy !== undefined) return [fine("proxy", `${proxy} leads to ${url.host}`)];
  const direct = fine("proxy", `none leads to ${url.host} (HTTPS_PROXY and NO_PROXY are looked at)`);
  const name = await examineName(url);
  if (!name.ok) return [direct, name];
  const connection = url.protocol === "https:" ? await examineTls(url) : await examinePort(url);
  return [direct, name, connection];
}

async function examineName({ hostname }: URL): Promise<Finding> {
  try {
    const addresses = await lookup(bare(hostname), { all: true });
    return fine("DNS", `${hostname} is ${addresses.map(({ address }) => address).join(", ")}`);
  } catch (error) {
    const help = "check --url, and which DNS servers this machine asks";
    return problem("DNS", `${hostname} is not found (${wordsOf(error)}): ${help}`);
  }
}

async function examinePort(url: URL): Promise<Finding> {
  const port = Number(url.port || 80);
  try {
    (await connected(connectPlain(port, bare(url.hostname)), "connect")).destroy();
    return fine("TCP", `${url.host} accepts connections`);
  } catch (error) {
    return problem("TCP", `${url.host} does not (${wordsOf(error)}): does the Worker run there?`);
  }
}

async function examineTls(url: URL): Promise<Finding> {
  const port = Number(url.port || 443);
  const host = bare(url.hostname);
  try {
    const socket = connect({ port, host, servername: /^[\d.:]+$/.test(host) ? "" : host });
    await connected(socket, "secureConnect");
    const finding = certificateOf(socket);
    socket.destroy();
    return finding;
  } catch (error) {
    return problem("TLS", `${wordsOf(error)}: ${helpFor(error)}`);
  }
}

function certificateOf(socket: TLSSocket): Finding {
  const { issuer, valid_to } = socket.getPeerCertificate();
  const days = Math.floor((Date.parse(valid_to) - Date.now()) / DAY_MS);
  const text = `${socket.getProtocol()}, a certificate by ${issuer.O ?? issuer.CN}, valid for ${days} more days`;
  return days < SOON_DAYS ? problem("TLS", `${text}: have it renewed`) : fine("TLS", text);
}

/** https://nodejs.org/api/tls.html#x509-certificate-error-codes */
function helpFor(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (/SELF_SIGNED|ISSUER|UNABLE_TO_VERIFY/.test(code))
    return "whoever signed this is not known here; name your CA's file with NODE_EXTRA_CA_CERTS";
  if (/EXPIRED|NOT_YET_VALID/.test(code))
    return "the certificate must be renewed, or the clock here is wrong";
  if (/ALTNAME/.test(code)) return "the certificate is for another name: check --url";
  return "let this machine reach it: a firewall, or a proxy that HTTPS_PROXY does not name?";
}

function connected<T extends Socket>(socket: T, event: string): Promise<T> {
  return new Promise((resolve, reject) => {
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)));
    socket.once(event, () => resolve(socket)).once("error", reject);
  });
}

/** As NO_PROXY has it: `*`, `example.com` with what is below it, `.example.com`, `example.com:8443`. */
function covers(exception: string, url: URL): boolean {
  if (exception === "*") return true;
  const [, name = "", port] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(exception.toLowerCase()) ?? [];
  if (port !== undefined && port !== url.port) return false;
  return url.hostname === name || url.hostname.endsWith(`.${name}`);
}

/** Without the brackets of an IPv6 address. */
function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, "");
}
