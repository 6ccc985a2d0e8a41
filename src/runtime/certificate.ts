import { X509Certificate } from "node:crypto";
import type { Certificate } from "../check.ts";

const PEM = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/;

/** Reads the first certificate of a PEM text, or a DER one. Throws a `SyntaxError` if there is none. */
export function readCertificate(source: string | Uint8Array): Certificate {
  const encoded = typeof source === "string" ? PEM.exec(source)?.[0] : source;
  if (encoded === undefined) throw new SyntaxError("Cannot read a certificate: there is none in PEM");
  const { validFrom, validTo, subject, issuer, subjectAltName } = parse(encoded);
  return {
    // workerd has no `validFromDate` and `validToDate`.
    notBefore: new Date(validFrom),
    notAfter: new Date(validTo),
    subject: distinguishedName(subject),
    issuer: distinguishedName(issuer),
    names: namesIn(subjectAltName),
  };
}

function parse(encoded: string | Uint8Array): X509Certificate {
  try {
    return new X509Certificate(encoded);
  } catch (cause) {
    throw new SyntaxError("Cannot read a certificate: it is not X.509", { cause });
  }
}

/** Both runtimes leave out an empty name, whatever their types say. */
function distinguishedName(lines: string | undefined): string {
  return (lines ?? "").trim().split("\n").join(", ");
}

function namesIn(subjectAltName: string | undefined): string[] {
  const names = (subjectAltName ?? "").matchAll(/(?:^|, )(?:DNS|IP Address):([^,]+)/g);
  return [...names].map(([, name = ""]) => name);
}
