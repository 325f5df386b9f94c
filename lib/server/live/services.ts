import type { Responded } from "#lib/application/agents/accept-answer.ts";
import type { RespondInput } from "#lib/application/agents/schema.ts";
import type { Call, Context } from "#lib/application/context.ts";
import type { Ports } from "#lib/application/ports/index.ts";
import type { CreateSessionInput, SendMessageInput } from "#lib/application/sessions/schema.ts";
import type { SubmittedDraft } from "#lib/application/sessions/submit-draft.ts";
import type { Regenerate } from "#lib/application/turns/regenerate.ts";
import type { Identity } from "#lib/server/authenticate.ts";
import type { Connections } from "./connections.ts";
import type { FollowedAgent } from "./follow-agent.ts";

export interface Sent {
  messageId: string;
  turnId: string;
  feedSequence: number;
}

/** What the doors that stream need of the rest of the server. */
export interface LiveServices {
  ports: {
    live: Ports["live"];
    agentChanges: Ports["agentChanges"];
    agents: Pick<Ports["agents"], "events">;
    invalidations: Pick<Ports["invalidations"], "subscribe">;
    accounts: Pick<Ports["accounts"], "endedCredentials">;
    rateLimits: Ports["rateLimits"];
    sessions: Pick<Ports["sessions"], "head" | "agentsIn" | "feedAfter" | "messages" | "summary" | "sharers" | "view">;
  };
  connections: Connections;
  /** Who was told in the log to use deprecated doors. */
  warnedClients: Set<string>;
  authenticate(headers: Headers): Promise<Identity | null>;
  contextOf(identity: Identity, correlationId: string, door: string, noteLimits?: Context["noteLimits"]): Context;
  /** The agent's slug by its slug or an old key of it; undefined when there is none. */
  findAgent(slug: string): string | undefined;
  /** An agent whose log the caller may see, by UUID, slug or old key. Errors: `not_found`, also before its first use; `forbidden`. */
  openAgent(ctx: Context, agent: string): Promise<FollowedAgent & { slug: string }>;
  createSession(call: Call<CreateSessionInput>): Promise<{ id: string }>;
  /** A mentee's message becomes a draft, which nothing answers. */
  sendMessage(call: Call<SendMessageInput>): Promise<Sent | SubmittedDraft>;
  regenerate(call: Call<Regenerate>): Promise<Sent>;
  respond(call: Call<RespondInput>): Promise<Responded | SubmittedDraft>;
  stopTurn(call: Call<{ sessionId: string; turnId: string }>): Promise<unknown>;
}
