import type { AgentCategory, AgentDefinition } from "#lib/domain/agent/definition.ts";

/** One path that opens an agent, without the leading slash. */
export interface AgentRoute {
  path: string;
  slug: string;
  primary: boolean;
}

/** The registry of agents on offer in this installation. */
export interface Catalog {
  readonly agents: readonly AgentDefinition[];
  /** By slug or by one of its old conversation keys. */
  findAgent(slugOrAlias: string): AgentDefinition | undefined;
  byCategory(category: AgentCategory): readonly AgentDefinition[];
  allSlugs(): readonly string[];
  /** Every path of every agent, primary ones first. */
  routeTable(): readonly AgentRoute[];
}
