import { z } from "zod";

export const uploadFileInput = z.strictObject({
  sessionId: z.uuid(),
  /** Slug or old conversation key of the agent that gets the file. */
  agent: z.string().min(1).max(100),
  /** As its owner calls it; cleaned for display and never used as a path. */
  name: z.string().max(100_000),
});

export const getFileInput = z.strictObject({ fileId: z.uuid() });
export type GetFileInput = z.input<typeof getFileInput>;
