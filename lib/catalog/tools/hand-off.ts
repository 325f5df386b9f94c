import { z } from "zod";
import { planHandoff } from "#lib/application/sessions/plan-handoff.ts";
import { defineTool } from "./define-tool.ts";

const text = z.string().trim().min(1).max(1_000);

/** Hands the person over to another agent, with everything that agent needs to go on. */
export const handOff = defineTool({
  name: "hand_off",
  label: "Handing over",
  sideEffect: "database",
  available: ({ targets }) => targets.length > 0,
  description:
    "Hand this person over to the agent that does the work, with a packet: what they want, what is known, what is open, which files belong to it. Say one sentence to the person before you call it. The other agent goes on at once in its own conversation.",
  schema: ({ targets, files }) =>
    z.strictObject({
      agent: z
        .enum(targets.map((target) => target.slug) as [string, ...string[]])
        .describe(targets.map((target) => `${target.slug}: ${target.description}`).join("; ")),
      goal: text.describe("What the person wants to reach, in one sentence."),
      facts: z.array(text).max(20).default([]).describe("What they have told so far that matters."),
      openQuestions: z.array(text).max(10).default([]).describe("What still has to be found out."),
      fileIds: (files.length > 0
        ? z.array(z.enum(files.map((file) => file.fileId) as [string, ...string[]]))
        : z.array(z.uuid()).max(0)
      )
        .default([])
        .describe("Ids of attached files that belong to it."),
    }),
  run: (input, call) => planHandoff({ ctx: call.ctx, input: { ...input, call } }),
});
