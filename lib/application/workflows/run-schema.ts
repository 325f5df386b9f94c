import { z } from "zod";
import { failureSchema } from "../failure-schema.ts";

const at = z.iso.datetime().nullable();

export const stepSchema = z.object({
  name: z.string(),
  label: z.string(),
  status: z.enum(["pending", "running", "completed", "failed", "cancelled", "skipped"]),
  attempts: z.int(),
  service: z.string().nullable(),
  contribution: z.string().nullable().describe("What the service contributed, in words"),
  startedAt: at,
  endedAt: at,
  error: failureSchema.nullable(),
});

/** One durable execution of a workflow. */
export const runSchema = z.object({
  id: z.uuid(),
  sessionId: z.uuid(),
  conversationId: z.uuid().nullable(),
  type: z.string(),
  orchestrator: z.string(),
  status: z.enum(["queued", "running", "waiting", "completed", "failed", "cancelled"]),
  progress: z.number().min(0).max(100),
  currentStep: z.string().nullable(),
  steps: z.array(stepSchema),
  params: z.record(z.string(), z.json()),
  startedBySlug: z.string().nullable().describe("The agent that started it"),
  result: z.json().nullable(),
  error: failureSchema.nullable(),
  createdAt: z.iso.datetime(),
  startedAt: at,
  endedAt: at,
});

/** A workflow as the registry lists it. */
export const workflowSchema = z.object({
  type: z.string(),
  title: z.string(),
  description: z.string(),
  icon: z.string(),
  orchestrator: z.string(),
  services: z.array(z.string()).readonly(),
  limits: z.record(z.string(), z.json()),
  model: z.json(),
  tools: z.array(z.string()).readonly(),
  params: z.record(z.string(), z.json()).describe("JSON Schema of the parameters"),
  steps: z.array(z.object({ name: z.string(), label: z.string(), service: z.string().nullable() })),
});
