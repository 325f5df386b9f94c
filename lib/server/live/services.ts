import type { Call, Context } from "#lib/application/context.ts";
import type { Ports } from "#lib/application/ports/index.ts";
import type { Identity } from "#lib/server/authenticate.ts";
import type { Connections } from "./connections.ts";

export interface SendInput {
  sessionId: string;
  agent: string;
  id?: string | undefined;
  text?: string | undefined;
  parts?: ({ type: "text"; text: string } | { type: "file"; fileId: string })[] | undefined;
  llmConfigId?: string | undefined;
}

export interface Sent {
  messageId: string;
  turnId: string;
  feedSequence: number;
}

/** What the doors that stream need of the rest of the server. */
export interface LiveServices {
  ports: { live: Ports["live"]; sessions: Pick<Ports["sessions"], "head" | "feedAfter" | "summary" | "view"> };
  connections: Connections;
  authenticate(headers: Headers): Promise<Identity | null>;
  contextOf(identity: Identity, correlationId: string): Context;
  /** The agent's slug by its slug or an old key of it; undefined when there is none. */
  findAgent(slug: string): string | undefined;
  createSession(call: Call<{ id?: string; title?: string }>): Promise<{ id: string }>;
  sendMessage(call: Call<SendInput>): Promise<Sent>;
  stopTurn(call: Call<{ sessionId: string; turnId: string }>): Promise<unknown>;
}
