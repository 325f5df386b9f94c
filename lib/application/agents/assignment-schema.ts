import { z } from "zod";
import { AGENT_ROLES } from "#lib/domain/agent/state.ts";

/** An agent's UUID, or the slug of one of the caller's own. */
const agent = z.string().min(1).max(100);

export const listAssignmentsInput = z.strictObject({ agent });
export type ListAssignmentsInput = z.output<typeof listAssignmentsInput>;

export const assignUserInput = z
  .strictObject({
    agent,
    userId: z.uuid().optional(),
    email: z.string().trim().toLowerCase().max(254).optional(),
    role: z.enum(AGENT_ROLES),
  })
  .refine(
    ({ userId, email }) => (userId === undefined) !== (email === undefined),
    "Name the person by userId or by email.",
  );
export type AssignUserInput = z.output<typeof assignUserInput>;

export const unassignUserInput = z.strictObject({ agent, userId: z.uuid() });
export type UnassignUserInput = z.output<typeof unassignUserInput>;

export const assignmentSchema = z.object({
  userId: z.uuid(),
  name: z.string(),
  email: z.string().nullable().describe("For those who may change who is assigned"),
  role: z.enum(AGENT_ROLES),
  isOwner: z.boolean(),
  access: z.string().describe("What the person may see and do, in words"),
  assignedBy: z.uuid().nullable(),
  assignedAt: z.string().nullable(),
});
/** A person of an agent. The owner comes first and has no assignment. */
export type AssignmentView = z.output<typeof assignmentSchema>;

export const assignmentsSchema = z.object({
  items: z.array(assignmentSchema),
  mayChange: z.boolean().describe("Whether the caller may assign people and take roles away"),
});
export type AssignmentsView = z.output<typeof assignmentsSchema>;
