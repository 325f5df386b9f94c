import type { AgentInfo } from "#components/agents/agent-info.ts";
import { AGENT_CATEGORIES, type AgentCategory } from "#lib/domain/agent/definition.ts";

export const CATEGORY_WORDS: Record<AgentCategory, string> = {
  guidance: "Guidance",
  analytics: "Analytics",
  finance: "Finance",
  compliance: "Compliance",
  automation: "Automation",
  communication: "Communication",
};

const ORDER: readonly AgentCategory[] = [
  "guidance",
  "analytics",
  ...AGENT_CATEGORIES.filter((one) => one !== "guidance" && one !== "analytics"),
];

/** Agents by category, empty categories left out. */
export const byCategory = (agents: readonly AgentInfo[]): { category: AgentCategory; agents: AgentInfo[] }[] =>
  ORDER.map((category) => ({ category, agents: agents.filter((one) => one.category === category) })).filter(
    (group) => group.agents.length > 0,
  );
