import * as z from "zod";

/** What a server answered; without a status, nothing. */
export const Answer = z.strictObject({
  key: z.string(),
  status: z.int().optional(),
  headers: z.record(z.string(), z.string()).default({}),
  base64: z.string().default(""),
});
export type Answer = z.infer<typeof Answer>;

/** A check to run at a time, and all that it may find. */
export const Command = z.strictObject({
  module: z.string(),
  params: z.record(z.string(), z.unknown()),
  now: z.int(),
  answers: z.array(Answer),
});
export type Command = z.infer<typeof Command>;
