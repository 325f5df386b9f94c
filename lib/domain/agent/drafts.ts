import { DomainError } from "#lib/domain/errors.ts";
import type { AgentEvent } from "./events.ts";
import { requireRight } from "./rights.ts";
import type { AgentDraft, ExistingAgent } from "./state.ts";

/** What happens to the words of a mentee: they wait until a primary or shared person lets them pass or not. */
export type DraftCommand =
  | ({ type: "submit-draft"; at: string } & Omit<AgentDraft, "status">)
  | { type: "approve-draft"; draftId: string; by: string; at: string }
  | { type: "reject-draft"; draftId: string; by: string; at: string };

type Of<Type extends DraftCommand["type"]> = Extract<DraftCommand, { type: Type }>;

/** The same draft again changes nothing; another one under its id is refused. */
export function submitDraft(agent: ExistingAgent, command: Of<"submit-draft">): AgentEvent[] {
  const { type: _type, at, ...draft } = command;
  requireRight(agent, draft.authorId, "draft");
  const known = agent.drafts.find((one) => one.draftId === draft.draftId);
  if (!known) {
    if (draft.kind === "response" && agent.activeSessions.get(draft.sessionId)?.status !== "suspended")
      throw new DomainError("execution_not_suspended", "No question waits for an answer in this session.");
    return [{ type: "agent.draft.submitted.v1", data: { ...draft, submittedAt: at } }];
  }
  if (known.authorId === draft.authorId && known.conversationId === draft.conversationId) return [];
  throw new DomainError("already_exists", "A draft with this id exists.");
}

export function approveDraft(agent: ExistingAgent, { draftId, by, at }: Of<"approve-draft">): AgentEvent[] {
  const draft = decidable(agent, draftId, by);
  if (draft.status === "approved") return [];
  if (draft.status === "rejected") throw decided("rejected");
  return [{ type: "agent.draft.approved.v1", data: { draftId, approvedBy: by, approvedAt: at } }];
}

export function rejectDraft(agent: ExistingAgent, { draftId, by, at }: Of<"reject-draft">): AgentEvent[] {
  const draft = decidable(agent, draftId, by);
  if (draft.status === "rejected") return [];
  if (draft.status === "approved") throw decided("approved");
  return [rejected(draftId, by, at)];
}

/** Who ended what the drafts were for, null when nobody did, and when. */
interface End {
  by: string | null;
  at: string;
}

/** Drafts that nobody can decide on any more: of an author who has lost their role, or all of an agent. */
export const rejectWaiting = (agent: ExistingAgent, { by, at }: End, authorId?: string): AgentEvent[] =>
  waiting(agent)
    .filter((one) => authorId === undefined || one.authorId === authorId)
    .map(({ draftId }) => rejected(draftId, by, at));

/** Answers to a question that does not wait any more. */
export const rejectAnswers = (agent: ExistingAgent, sessionId: string, { by, at }: End): AgentEvent[] =>
  waiting(agent)
    .filter((one) => one.kind === "response" && one.sessionId === sessionId)
    .map(({ draftId }) => rejected(draftId, by, at));

const waiting = ({ drafts }: ExistingAgent): AgentDraft[] => drafts.filter((one) => one.status === "pending");

function decidable(agent: ExistingAgent, draftId: string, by: string): AgentDraft {
  mayDecide(agent, by);
  const draft = agent.drafts.find((one) => one.draftId === draftId);
  if (!draft) throw new DomainError("not_found", "There is no such draft.");
  mayDecide(agent, by, draft.authorId);
  return draft;
}

/** Who speaks for themselves decides on drafts, never on their own. */
export function mayDecide(agent: ExistingAgent, by: string, authorId?: string): void {
  requireRight(agent, by, "speak");
  if (authorId === by) throw new DomainError("forbidden", "Somebody else has to decide on your draft.");
}

/** The refusal of a second, different decision. */
export const decided = (status: "approved" | "rejected"): DomainError =>
  new DomainError("draft_not_pending", `This draft has already been ${status}.`);

const rejected = (draftId: string, rejectedBy: string | null, rejectedAt: string): AgentEvent => ({
  type: "agent.draft.rejected.v1",
  data: { draftId, rejectedBy, rejectedAt },
});
