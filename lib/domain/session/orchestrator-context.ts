import type { FeedFact } from "./feed.ts";
import type { OrchestratorContext, ServiceUsage } from "./orchestration.ts";

export * from "./orchestration.ts";

/** A chain with names added; the same name twice in a row is one delegation. */
function delegate(chain: string[], ...names: (string | null)[]): string[] {
  const next = [...chain];
  for (const name of names) if (name && next.at(-1) !== name) next.push(name);
  return next;
}

/** The context after one fact. Pure: the server materialises it, the browser mirrors it. */
export function evolveOrchestratorContext(
  context: OrchestratorContext,
  fact: FeedFact,
  at: string,
): OrchestratorContext {
  switch (fact.type) {
    case "session.imported":
      return fact.orchestratorContext;
    case "handoff.created":
      return {
        ...context,
        workflowDelegationChain: delegate(context.workflowDelegationChain, fact.packet.fromSlug, fact.packet.toSlug),
      };
    case "workflow.started":
      return {
        ...context,
        activeOrchestrators: [
          ...context.activeOrchestrators.filter((active) => active.workflowId !== fact.run.id),
          {
            orchestratorName: fact.run.orchestrator,
            workflowId: fact.run.id,
            status: fact.run.status,
            startedAt: at,
            enablingServices: [],
          },
        ],
        workflowDelegationChain: delegate(
          context.workflowDelegationChain,
          fact.run.startedBySlug,
          fact.run.orchestrator,
        ),
      };
    case "workflow.progress": {
      const { runId, status, step } = fact;
      const service = step?.status === "running" ? step.service : null;
      return {
        activeOrchestrators: context.activeOrchestrators.map((active) =>
          active.workflowId === runId
            ? {
                ...active,
                status,
                enablingServices: service ? union(active.enablingServices, service) : active.enablingServices,
              }
            : active,
        ),
        enablingServices: service ? used(context.enablingServices, service, at) : context.enablingServices,
        workflowDelegationChain: delegate(context.workflowDelegationChain, service),
      };
    }
    case "workflow.completed":
    case "workflow.failed":
    case "workflow.cancelled":
      return {
        ...context,
        activeOrchestrators: context.activeOrchestrators.filter((active) => active.workflowId !== fact.run.id),
      };
    default:
      return context;
  }
}

const union = (all: string[], one: string): string[] => (all.includes(one) ? all : [...all, one]);

function used(all: Record<string, ServiceUsage>, service: string, at: string): Record<string, ServiceUsage> {
  return { ...all, [service]: { invocations: (all[service]?.invocations ?? 0) + 1, lastUsed: at } };
}
