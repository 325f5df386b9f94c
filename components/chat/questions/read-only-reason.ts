import type { AgentRole } from "#lib/domain/agent/state.ts";

/** Why somebody with this role looks at a question and may not answer it. */
export function readOnlyReason(role: AgentRole | null, agentName: string): string {
  switch (role) {
    case "observer":
      return `You observe ${agentName}: a primary or shared person answers its questions.`;
    case "mentee":
      return `As a mentee you cannot answer ${agentName}'s questions: a primary or shared person does.`;
    default:
      return `You have no role on ${agentName} that lets you answer.`;
  }
}
