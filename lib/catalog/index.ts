import type { AgentRoute, Catalog } from "#lib/application/ports/catalog.ts";
import type { AgentDefinition } from "#lib/domain/agent/definition.ts";
import { agentDefinitions } from "./agents/index.ts";
import { checkCatalog } from "./check-catalog.ts";

export { type AgentSlug, agentDefinitions } from "./agents/index.ts";
export { checkCatalog } from "./check-catalog.ts";

/** The registry of this installation; the agent for tests is in it only when it is switched on. */
export function createCatalog(
  { testAgent }: { testAgent: boolean },
  definitions: readonly AgentDefinition[] = agentDefinitions,
): Catalog {
  const agents = definitions.filter((one) => testAgent || one.slug !== "probe");
  checkCatalog(agents);
  const byName = new Map(agents.flatMap((one) => [one.slug, ...one.slugAliases].map((name) => [name, one] as const)));
  const routes: AgentRoute[] = agents.flatMap(({ slug, routePaths }) =>
    routePaths.map((path, index) => ({ path, slug, primary: index === 0 })),
  );
  routes.sort((a, b) => Number(b.primary) - Number(a.primary));
  return {
    agents,
    findAgent: (slugOrAlias) => byName.get(slugOrAlias),
    byCategory: (category) => agents.filter((one) => one.category === category),
    allSlugs: () => agents.map((one) => one.slug),
    routeTable: () => routes,
  };
}
