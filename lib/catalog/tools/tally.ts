import { z } from "zod";
import { defineTool } from "./define-tool.ts";

/** The probe's side effect: one durable increment that commits with the call's record. */
export const tally = defineTool({
  name: "tally",
  label: "Counting",
  sideEffect: "database",
  description: "Adds one to a counter.",
  schema: () => z.strictObject({ key: z.string().min(1).max(200) }),
  run: async ({ key }, { turn }) => ({
    output: { key },
    changes: { tallies: [{ workspaceId: turn.workspaceId, key }] },
  }),
});
