import type { AgentDefinition } from "#lib/domain/agent/definition.ts";
import { DomainError } from "#lib/domain/errors.ts";

const PATH = /^[a-z0-9]+(-[a-z0-9]+)*(\/[a-z0-9]+(-[a-z0-9]+)*)*$/;

/** Throws `configuration_invalid` that names every mistake in the registry, so that the server does not start with one. */
export function checkCatalog(definitions: readonly AgentDefinition[]): void {
  const slugs = new Set(definitions.map((one) => one.slug));
  const mistakes = [
    ...shared(definitions, "name", (one) => [one.slug, ...one.slugAliases]),
    ...shared(definitions, "path", (one) => one.routePaths),
    ...definitions.flatMap((one) => [
      ...one.routePaths
        .filter((path) => !PATH.test(path))
        .map((path) => `${one.slug} has the malformed path "${path}"`),
      ...one.handsOffTo
        .filter((slug) => !slugs.has(slug))
        .map((slug) => `${one.slug} hands over to "${slug}", who is not here`),
      ...(one.handsOffTo.includes(one.slug) ? [`${one.slug} hands over to itself`] : []),
    ]),
  ];
  if (mistakes.length > 0)
    throw new DomainError("configuration_invalid", `The agent registry is wrong: ${mistakes.join("; ")}.`);
}

/** One line for every value that was given away twice. */
function shared(
  definitions: readonly AgentDefinition[],
  what: string,
  valuesOf: (one: AgentDefinition) => readonly string[],
): string[] {
  const owners = new Map<string, string[]>();
  for (const one of definitions)
    for (const value of valuesOf(one)) owners.set(value, [...(owners.get(value) ?? []), one.slug]);
  return [...owners]
    .filter(([, slugs]) => slugs.length > 1)
    .map(([value, slugs]) => `the ${what} "${value}" belongs to ${slugs.join(" and ")}`);
}
