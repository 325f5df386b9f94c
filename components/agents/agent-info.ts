import type { AgentDefinition } from "#lib/domain/agent/definition.ts";

/** What the browser needs of an agent definition: plain data, no prompt. */
export interface AgentInfo
  extends Pick<
    AgentDefinition,
    | "slug"
    | "name"
    | "description"
    | "greeting"
    | "starters"
    | "icon"
    | "colour"
    | "category"
    | "agentType"
    | "fileTypes"
    | "maxFileBytes"
    | "capabilities"
  > {
  routePath: string;
  fileUpload: boolean;
}

export const toAgentInfo = (one: AgentDefinition): AgentInfo => ({
  slug: one.slug,
  name: one.name,
  description: one.description,
  greeting: one.greeting,
  starters: one.starters,
  icon: one.icon,
  colour: one.colour,
  category: one.category,
  agentType: one.agentType,
  routePath: one.routePaths[0],
  fileUpload: one.features.fileUpload,
  fileTypes: one.fileTypes,
  maxFileBytes: one.maxFileBytes,
  capabilities: one.capabilities,
});

/** A name for an agent that the registry no longer has: its slug in words. */
export const nameOfSlug = (slug: string): string =>
  slug
    .split(/[-_]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(" ");
