/** What `pending` comes to, or its error: what cannot be judged must not hide what is wrong with the rest. */
export async function orError<T>(pending: Promise<T>): Promise<T | Error> {
  try {
    return await pending;
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
}

/** `main/cfr and 2 more` */
export function listed(names: readonly string[]): string {
  const [first = "nothing", ...others] = names;
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}
