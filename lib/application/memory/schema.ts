import { z } from "zod";
import { MEMORY_SOURCES } from "#lib/domain/agent/memory.ts";

const agent = z.string().min(1).max(100).describe("UUID of an agent, a slug, or an old conversation key");

export const listMemoriesInput = z.strictObject({
  agent,
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
});
export type ListMemoriesInput = z.output<typeof listMemoriesInput>;

export const memoryInput = z.strictObject({ agent, memoryId: z.uuid() });
export type MemoryInput = z.output<typeof memoryInput>;

export const memoriesInput = z.strictObject({ agent });
export type MemoriesInput = z.output<typeof memoriesInput>;

export const memorySchema = z.object({
  id: z.uuid(),
  sessionId: z.uuid(),
  sessionTitle: z.string().nullable(),
  kind: z.literal("summary"),
  text: z.string().describe("What the session concluded"),
  source: z.enum(MEMORY_SOURCES).describe("Who wrote it: a model, a rule without one, or a person"),
  tokens: z.number().int().describe("About how much of a prompt it takes"),
  createdAt: z.iso.datetime().describe("When the session was completed"),
});
