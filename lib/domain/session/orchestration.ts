import type { RunStatus } from "#lib/domain/workflow/run.ts";

export interface ActiveOrchestrator {
  orchestratorName: string;
  workflowId: string;
  status: RunStatus;
  startedAt: string;
  enablingServices: string[];
}

export interface ServiceUsage {
  invocations: number;
  lastUsed: string;
}

/** What runs in a session and who was delegated to. Only facts of the feed write it. */
export interface OrchestratorContext {
  activeOrchestrators: ActiveOrchestrator[];
  enablingServices: Record<string, ServiceUsage>;
  workflowDelegationChain: string[];
}

export const emptyOrchestratorContext: OrchestratorContext = {
  activeOrchestrators: [],
  enablingServices: {},
  workflowDelegationChain: [],
};
