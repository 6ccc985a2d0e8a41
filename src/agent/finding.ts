/** One thing that the doctor has looked at. */
export interface Finding {
  readonly what: string;
  readonly ok: boolean;
  /** What was seen; where it is not ok also what to do. */
  readonly text: string;
}

export const fine = (what: string, text: string): Finding => ({ what, ok: true, text });
export const problem = (what: string, text: string): Finding => ({ what, ok: false, text });

/** `problem  token      it is not accepted: …` */
export function renderFinding({ what, ok, text }: Finding): string {
  return `${ok ? "ok      " : "problem "} ${what.padEnd(14)} ${text}`;
}
