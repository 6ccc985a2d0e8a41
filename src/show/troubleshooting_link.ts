/**
 * The page that helps when a check fails: `{project}` and `{check}` in the operator's template, nothing else, replaced by
 * the names in their percent-encoded form. Empty without a template.
 */
export function troubleshootingLink(
  template: string,
  { project, name }: { readonly project: string; readonly name: string },
): string {
  // In one pass: a project called "{check}" is a name, not another placeholder.
  return template.replace(/\{(project|check)\}/g, (_, placeholder) =>
    encodeURIComponent(placeholder === "project" ? project : name),
  );
}
