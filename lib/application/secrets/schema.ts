import { z } from "zod";

/** How far a change of the encryption key has come. */
const rotationProgress = z.object({
  phase: z
    .enum(["offering", "sealing", "retiring", "ended"])
    .describe(
      "`offering`: processes are getting to know the new key; `sealing`: it seals, and what other keys have sealed is sealed anew; `retiring`: keys that nothing needs are taken away",
    ),
  newKey: z.string(),
  waitingFor: z
    .array(z.string())
    .describe("Processes that do not know the key yet: their machine needs the new secrets.json"),
  total: z.int().describe("Secrets to be sealed anew"),
  done: z.int(),
  unreadable: z
    .array(z.object({ table: z.string(), id: z.uuid() }))
    .describe("What could not be opened; its key stays"),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
});
export type RotationProgress = z.infer<typeof rotationProgress>;

export const rotationStatus = z.object({
  keys: z
    .array(
      z.object({
        id: z.string(),
        state: z.enum(["offered", "current", "retiring"]),
        secrets: z.int().describe("How many it has sealed"),
        createdAt: z.string(),
      }),
    )
    .describe("The keys of the installation; the keys themselves are in secrets.json alone"),
  last: rotationProgress.nullable(),
  running: z
    .boolean()
    .describe(
      "Some process is at it. One that has not ended and is not running was broken off: the next one goes on with it",
    ),
});
export type RotationStatus = z.infer<typeof rotationStatus>;
