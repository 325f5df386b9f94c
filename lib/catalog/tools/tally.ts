import { z } from "zod";
import { defineTool } from "./define-tool.ts";

const schema = () => z.strictObject({ key: z.string().min(1).max(200) });

/** The probe's side effect: one durable increment that commits with the call's record. */
export const tally = defineTool({
  name: "tally",
  label: "Counting",
  sideEffect: "database",
  description: "Adds one to a counter.",
  schema,
  run: async ({ key }, { turn }) => ({
    output: { key },
    changes: { tallies: [{ workspaceId: turn.workspaceId, key }] },
  }),
});

/** The same, after a person has approved it. */
export const approvedTally = defineTool({
  name: "approved_tally",
  label: "Counting",
  sideEffect: "database",
  description: "Adds one to a counter once a person has approved it.",
  schema,
  approval: ({ key }) => `Count ${key} up by one?`,
  run: async ({ key }, { turn }) => ({
    output: { key, approved: true },
    changes: { tallies: [{ workspaceId: turn.workspaceId, key }] },
  }),
});
