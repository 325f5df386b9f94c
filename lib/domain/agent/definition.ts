export const AGENT_CATEGORIES = [
  "finance",
  "compliance",
  "automation",
  "communication",
  "analytics",
  "guidance",
] as const;
export type AgentCategory = (typeof AGENT_CATEGORIES)[number];

export const AGENT_CAPABILITIES = [
  "analyse_documents",
  "generate_reports",
  "manage_workflows",
  "access_calendar",
  "send_notifications",
] as const;
export type AgentCapability = (typeof AGENT_CAPABILITIES)[number];

/** How an agent answers: an LLM with tools, code of ours, or another server's A2A agent. */
export type AgentKind = "context" | "function" | "external";

export type AgentType =
  | "guide"
  | "liaison"
  | "specialist"
  | "tutor"
  | "thought"
  | "evaluator"
  | "coach"
  | "connector"
  | "wellness"
  | "planner"
  | "researcher";

export type FileType = "pdf" | "docx" | "xlsx" | "csv" | "txt" | "json";
export const DEFAULT_FILE_TYPES: readonly FileType[] = ["pdf", "docx", "xlsx", "csv", "txt", "json"];
export const DEFAULT_MAX_FILE_BYTES = 10 * 1024 * 1024;

/**
 * What an agent is: one entry of the registry, data only. Route paths are without the leading slash;
 * the first is the primary one, the others are aliases. Dates are ISO 8601.
 */
export interface AgentDefinition {
  slug: string;
  name: string;
  description: string;
  greeting: string;
  starters: readonly string[];
  icon: string;
  colour: string;
  category: AgentCategory;
  kind: AgentKind;
  agentType: AgentType;
  features: { sessionPersistence: boolean; needsLlmConfig: boolean; fileUpload: boolean; liveConnection: boolean };
  liveTopic: string;
  routePaths: readonly [string, ...string[]];
  /** Old conversation keys, accepted at the doors in place of the slug. */
  slugAliases: readonly string[];
  fileTypes: readonly FileType[];
  maxFileBytes: number;
  capabilities: readonly AgentCapability[];
  systemPrompt: string;
  tools: readonly string[];
  workflows: readonly string[];
  /** Slugs this agent may hand a conversation to. */
  handsOffTo: readonly string[];
  maxConcurrentSessions: number | null;
  version: string;
  createdAt: string;
  updatedAt: string;
}
