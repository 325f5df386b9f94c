import { type Answer, request } from "#components/api/request.ts";
import type { Outgoing } from "#components/chat/store/outbox.ts";
import type { Message } from "#lib/domain/session/parts.ts";
import type { SessionView } from "#lib/domain/session/view.ts";

export interface MessagePage {
  items: Message[];
  nextCursor: string | null;
}

/** The calls that a session's page makes. */
export interface SessionApi {
  view(sessionId: string): Promise<Answer<SessionView>>;
  /** A mentee's message becomes a draft. */
  send(
    sessionId: string,
    message: Outgoing,
  ): Promise<
    Answer<{ messageId: string; turnId: string; feedSequence: number } | { draftId: string; status: "draft" }>
  >;
  older(sessionId: string, slug: string, before: string): Promise<Answer<MessagePage>>;
  stop(sessionId: string, turnId: string): Promise<Answer<unknown>>;
  regenerate(sessionId: string, slug: string, messageId: string): Promise<Answer<unknown>>;
  approveDraft(agentId: string, draftId: string): Promise<Answer<unknown>>;
  rejectDraft(agentId: string, draftId: string, reason: string): Promise<Answer<unknown>>;
  cancelRun(runId: string): Promise<Answer<unknown>>;
  retryRun(runId: string): Promise<Answer<unknown>>;
}

const session = (id: string) => `/api/sessions/${encodeURIComponent(id)}`;
const conversation = (id: string, slug: string) => `${session(id)}/conversations/${encodeURIComponent(slug)}`;
const draft = (agentId: string, id: string) => `/api/agents/${agentId}/drafts/${encodeURIComponent(id)}`;
const run = (id: string) => `/api/workflows/runs/${encodeURIComponent(id)}`;

export const sessionApi: SessionApi = {
  view: (id) => request(`${session(id)}/view`),
  send: (id, { id: messageId, slug, text, files }) =>
    request(`${conversation(id, slug)}/messages`, {
      method: "POST",
      // Plain words may answer a question that waits; a message with files never does.
      body:
        files.length === 0
          ? { id: messageId, text }
          : {
              id: messageId,
              parts: [
                ...files.map(({ fileId }) => ({ type: "file", fileId })),
                ...(text ? [{ type: "text", text }] : []),
              ],
            },
    }),
  older: (id, slug, before) => request(`${conversation(id, slug)}?before=${encodeURIComponent(before)}`),
  stop: (id, turnId) => request(`${session(id)}/turns/${encodeURIComponent(turnId)}/stop`, { method: "POST" }),
  regenerate: (id, slug, messageId) =>
    request(`${conversation(id, slug)}/messages/${encodeURIComponent(messageId)}/regenerate`, { method: "POST" }),
  approveDraft: (agentId, draftId) => request(`${draft(agentId, draftId)}/approve`, { method: "POST", body: {} }),
  rejectDraft: (agentId, draftId, reason) =>
    request(`${draft(agentId, draftId)}/reject`, { method: "POST", body: reason ? { reason } : {} }),
  cancelRun: (id) => request(run(id), { method: "DELETE" }),
  retryRun: (id) => request(`${run(id)}/retry`, { method: "POST" }),
};
