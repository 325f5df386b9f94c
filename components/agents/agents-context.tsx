"use client";
import { createContext, type ReactNode, useContext } from "react";
import { type AgentInfo, nameOfSlug } from "#components/agents/agent-info.ts";
import { DEFAULT_FILE_TYPES, DEFAULT_MAX_FILE_BYTES } from "#lib/domain/agent/definition.ts";

const AgentsContext = createContext<readonly AgentInfo[]>([]);

export const AgentsProvider = ({ agents, children }: { agents: readonly AgentInfo[]; children: ReactNode }) => (
  <AgentsContext value={agents}>{children}</AgentsContext>
);

export const useAgents = (): readonly AgentInfo[] => useContext(AgentsContext);

/** The agent of a slug; one that the registry does not know still has a name and a colour. */
export function useAgent(slug: string): AgentInfo {
  return useContext(AgentsContext).find((one) => one.slug === slug) ?? unknownAgent(slug);
}

const unknownAgent = (slug: string): AgentInfo => ({
  slug,
  name: nameOfSlug(slug),
  description: "",
  greeting: "",
  starters: [],
  icon: "",
  colour: "#64748b",
  category: "guidance",
  agentType: "specialist",
  routePath: `agents/${slug}`,
  fileUpload: false,
  fileTypes: DEFAULT_FILE_TYPES,
  maxFileBytes: DEFAULT_MAX_FILE_BYTES,
  capabilities: [],
});
