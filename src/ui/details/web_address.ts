/** The address if it leads to the web: `javascript:` and its like come from data, and are no links. */
export function webAddress(text: string): string | undefined {
  const url = /^https?:/i.test(text) ? URL.parse(text) : null;
  return url?.protocol === "https:" || url?.protocol === "http:" ? url.href : undefined;
}
