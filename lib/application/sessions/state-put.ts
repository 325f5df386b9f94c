import { DomainError } from "#lib/domain/errors.ts";
import type { JsonObject } from "#lib/domain/json.ts";
import { storableJson } from "#lib/domain/storable-json.ts";
import { authorize } from "../authorize.ts";
import type { Call } from "../context.ts";
import { parseInput } from "../parse-input.ts";
import { requireOpen } from "./open-session.ts";
import { requireOwner } from "./require-access.ts";
import { type StatePutInput, statePutInput } from "./state-schema.ts";
import { type StateEntryView, stateIdOf, viewStateEntry } from "./state-view.ts";

const MOST_CHARACTERS = 256 * 1024;

/**
 * Stores data under a key of a session, in place of what was there. Errors: not_found, session_closed,
 * state_entry_invalid when it is too large.
 */
export async function putStateEntry({ ctx, input }: Call<StatePutInput>): Promise<StateEntryView> {
  authorize(ctx, "sessions:write", "member");
  const { sessionId, key, stateData, metadata, ttl } = parseInput(statePutInput, input);
  if (JSON.stringify(stateData).length + JSON.stringify(metadata).length > MOST_CHARACTERS)
    throw new DomainError("state_entry_invalid", "A state entry holds at most 256 KB. Store a file instead.");
  const viewer = { workspaceId: ctx.workspaceId, userId: ctx.actor.userId };
  const session = requireOwner(requireOpen(await ctx.ports.sessions.head(viewer, sessionId)));

  const at = ctx.now();
  const entry = {
    stateId: await stateIdOf(sessionId, key),
    sessionId,
    key,
    stateData: storableJson(stateData),
    orchestratorMetadata: {
      createdByOrchestrator: null,
      workflowId: null,
      enablingServiceContributions: [],
      delegationChain: [],
    },
    metadata: storableJson(metadata) as JsonObject,
    storedAt: at,
    expiresAt: ttl ? new Date(Date.parse(at) + ttl * 1000).toISOString() : null,
  };
  await ctx.ports.store.commit({
    stateEntries: [entry],
    feed: [
      {
        sessionId,
        ownerId: session.ownerId,
        at,
        facts: [{ type: "state.stored", key, stateId: entry.stateId, workflowId: null }],
      },
    ],
  });
  return viewStateEntry(entry, at) as StateEntryView;
}
