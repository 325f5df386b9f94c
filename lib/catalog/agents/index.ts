import type { AgentDefinition } from "#lib/domain/agent/definition.ts";
import { contentLiaison } from "./content-liaison.ts";
import { evaluator } from "./evaluator.ts";
import { guide } from "./guide.ts";
import { luca } from "./luca.ts";
import { probe } from "./probe.ts";
import { thoughtPartner } from "./thought-partner.ts";
import { tutor } from "./tutor.ts";

/** Does not compile when a key is not the slug of its entry, or an agent hands over to one that is not here. */
const checked = <
  const Entries extends {
    [Slug in keyof Entries]: AgentDefinition & { slug: Slug; handsOffTo: readonly (keyof Entries)[] };
  },
>(
  entries: Entries,
): Entries => entries;

const bySlug = checked({
  guide,
  "content-liaison": contentLiaison,
  luca,
  tutor,
  "thought-partner": thoughtPartner,
  evaluator,
  probe,
});

export type AgentSlug = keyof typeof bySlug;

/** Every agent, in the order in which people see them. */
export const agentDefinitions: readonly AgentDefinition[] = Object.values(bySlug);
