/** What is wrong with a signature or its chain of certificates, in the words of the original. */
export type Fault =
  | "CertificateParseError"
  | "BadCertificate"
  | "CertificateNotYetValid"
  | "CertificateExpired"
  | "CertificateHasWrongRoot"
  | "CertificateCannotSign"
  | "CertificateChainBroken"
  | "CertificateUnsupportedKeyType"
  | "CertificateChainNameNotPermitted"
  | "CertificateChainNameExcluded"
  | "CertificateHasWrongSubject"
  | "CertificateLeafHasWrongKeyUsage"
  | "MissingSignature"
  | "WrongSignatureSize"
  | "SignatureDoesNotMatch";

/** Thrown for what nobody may trust: a verdict, unlike what merely could not be read. */
export class UntrustedError extends Error {
  override readonly name: Fault;

  constructor(name: Fault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = name;
  }
}
