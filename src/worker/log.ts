/** One line of the Worker's log: a fixed message and what belongs to it. Errors are told without their stack. */
export function logError(
  message: string,
  error: unknown,
  fields: Readonly<Record<string, unknown>> = {},
): void {
  console.error({
    message,
    error: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    ...fields,
  });
}
