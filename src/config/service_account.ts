import * as z from "zod";

/** What is used of the key of a Google service account, as Google hands it out. */
export const ServiceAccount = z.object(
  {
    project_id: z.string("expected a project_id"),
    client_email: z.string("expected a client_email"),
    private_key_id: z.string("expected a private_key_id"),
    private_key: z.string("expected a private_key").startsWith("-----BEGIN PRIVATE KEY-----", {
      error: "expected a private_key in PEM",
    }),
  },
  { error: "expected the JSON of a service account's key" },
);
export type ServiceAccount = z.infer<typeof ServiceAccount>;

/** What must not be seen of it: the key, also without what PEM puts around it, and its id. */
export function privateParts({ private_key, private_key_id }: ServiceAccount): string[] {
  return [private_key, private_key.replace(/-----[A-Z ]+-----|\s/g, ""), private_key_id];
}
