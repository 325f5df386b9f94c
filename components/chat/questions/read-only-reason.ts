import type { AgentRole } from "#lib/domain/agent/state.ts";

/** Why somebody with this role looks at a question and may not answer it now; null when they may. */
export function readOnlyReason(role: AgentRole | null, agentName: string, hasDraft: boolean): string | null {
  switch (role) {
    case "primary":
    case "shared":
      return null;
    case "observer":
      return `You observe ${agentName}: a primary or shared person answers its questions.`;
    case "mentee":
      return hasDraft ? "Your answer waits until a primary or shared person has approved it." : null;
    default:
      return `You have no role on ${agentName} that lets you answer.`;
  }
}
