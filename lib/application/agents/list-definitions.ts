import type { AgentDefinition } from "#lib/domain/agent/definition.ts";
import { authorize } from "../authorize.ts";
import type { Call } from "../context.ts";
import type { AgentRoute } from "../ports/catalog.ts";

/** A definition as it is shown: all but the prompt. */
export type AgentListing = Omit<AgentDefinition, "systemPrompt">;

/** The registry: every agent on offer. */
export async function listDefinitions({ ctx }: Pick<Call<unknown>, "ctx">): Promise<{ items: AgentListing[] }> {
  authorize(ctx, "agents:read");
  return { items: ctx.ports.catalog.agents.map(({ systemPrompt: _prompt, ...listing }) => listing) };
}

/** Every path that opens an agent's page, primary ones first. */
export async function listRoutes({ ctx }: Pick<Call<unknown>, "ctx">): Promise<{ items: readonly AgentRoute[] }> {
  authorize(ctx, "agents:read");
  return { items: ctx.ports.catalog.routeTable() };
}
