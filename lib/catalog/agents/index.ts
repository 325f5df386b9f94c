import type { AgentDefinition } from "#lib/domain/agent/definition.ts";
import { contentLiaison } from "./content-liaison.ts";
import { guide } from "./guide.ts";
import { luca } from "./luca.ts";
import { probe } from "./probe.ts";

/** Does not compile when a key is not the slug of its entry, or an agent hands over to one that is not here. */
const checked = <
  const Entries extends {
    [Slug in keyof Entries]: AgentDefinition & { slug: Slug; handsOffTo: readonly (keyof Entries)[] };
  },
>(
  entries: Entries,
): Entries => entries;

const bySlug = checked({ guide, "content-liaison": contentLiaison, luca, probe });

export type AgentSlug = keyof typeof bySlug;

/** Every agent, in the order in which people see them. */
export const agentDefinitions: readonly AgentDefinition[] = Object.values(bySlug);
