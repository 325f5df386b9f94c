import { authorize, notFound } from "../authorize.ts";
import type { Call } from "../context.ts";
import type { StateEntryWrite } from "../ports/store.ts";
import type { PutStateInput } from "./schema.ts";

/** Leaves data in a session for agents and workflows; the same key is replaced. */
export async function putState({ ctx, input }: Call<PutStateInput>): Promise<StateEntryWrite> {
  authorize(ctx, "sessions:write", "member");
  const { sessionId, key, stateData, metadata, ttl } = input;
  const session = await ctx.ports.sessions.head({ workspaceId: ctx.workspaceId, userId: ctx.actor.userId }, sessionId);
  if (!session || session.deleted) throw notFound("session");
  const storedAt = ctx.now();
  const entry: StateEntryWrite = {
    stateId: ctx.newId(),
    sessionId,
    key,
    stateData,
    orchestratorMetadata: {
      createdByOrchestrator: null,
      workflowId: null,
      enablingServiceContributions: [],
      delegationChain: [],
    },
    metadata,
    storedAt,
    expiresAt: ttl === null ? null : new Date(Date.parse(storedAt) + ttl * 1000).toISOString(),
  };
  await ctx.ports.store.commit({
    stateEntries: [entry],
    feed: [
      {
        sessionId,
        ownerId: session.ownerId,
        at: storedAt,
        facts: [{ type: "state.stored", key, stateId: entry.stateId, workflowId: null }],
      },
    ],
  });
  return entry;
}
