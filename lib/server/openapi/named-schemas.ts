import type { z } from "zod";
import { profileSchema } from "#lib/application/accounts/schema.ts";
import {
  agentDefinitionSchema,
  agentDetailSchema,
  agentEventSchema,
  agentSummarySchema,
} from "#lib/application/agents/schema.ts";
import {
  agentSessionSchema,
  clientActionSchema,
  currentSessionSchema,
} from "#lib/application/agents/session-schema.ts";
import { apiKeySchema } from "#lib/application/api-keys/schema.ts";
import { failureSchema } from "#lib/application/failure-schema.ts";
import { handoffSchema, messagePartSchema, messageSchema } from "#lib/application/sessions/message-schema.ts";
import {
  orchestratorContextSchema,
  sessionSchema,
  sessionSummarySchema,
  stateEntrySchema,
} from "#lib/application/sessions/schema.ts";
import { sessionViewSchema } from "#lib/application/sessions/view-schema.ts";
import { runSchema, stepSchema, workflowSchema } from "#lib/application/workflows/run-schema.ts";
import { jsonSchema, type Schema } from "./json-schema.ts";

/** What has a name of its own in the document; everything else is written where it is used. */
const NAMED: Record<string, z.ZodType> = {
  Agent: agentDetailSchema,
  AgentDefinition: agentDefinitionSchema,
  AgentEvent: agentEventSchema,
  AgentSession: agentSessionSchema,
  AgentSummary: agentSummarySchema,
  ApiKey: apiKeySchema,
  ClientAction: clientActionSchema,
  CurrentSession: currentSessionSchema,
  Failure: failureSchema,
  Handoff: handoffSchema,
  Message: messageSchema,
  MessagePart: messagePartSchema,
  OrchestratorContext: orchestratorContextSchema,
  Profile: profileSchema,
  Run: runSchema,
  RunStep: stepSchema,
  Session: sessionSchema,
  SessionSummary: sessionSummarySchema,
  SessionView: sessionViewSchema,
  StateEntry: stateEntrySchema,
  Workflow: workflowSchema,
};

export const namedSchemas = (): Record<string, Schema> =>
  Object.fromEntries(Object.entries(NAMED).map(([name, schema]) => [name, jsonSchema(schema, "output")]));
