import { expect, test } from "vitest";
import { agentDetail } from "#lib/application/agents/get-agent.ts";
import { agentDefinitions } from "#lib/catalog/index.ts";
import { evolve } from "#lib/domain/agent/evolve.ts";
import { absentAgent } from "#lib/domain/agent/state.ts";
import { stateOfDetail } from "./base-state.ts";
import { namesOf } from "./event-words.ts";
import { factsOf } from "./facts.ts";
import { ADA, AGENT, ASKED, AT, COMPLETED, CREATED, logOf, preferred, STARTED, WROTE } from "./log-fixtures.ts";

const log = logOf([
  CREATED,
  preferred({ language: "German" }),
  STARTED,
  WROTE,
  ASKED,
  COMPLETED,
  { type: "agent.archived.v1", data: { reason: null, archivedAt: AT } },
]);
const words = { name: namesOf({}, ADA), title: () => "VAT", summary: () => undefined };
const definition = agentDefinitions.find((one) => one.slug === "luca")!;

test("an agent that was read in the middle of its log folds on to the same state as the whole log", () => {
  for (let version = 0; version <= log.length; version += 1) {
    const read = log.slice(0, version).reduce(evolve, absentAgent(AGENT, "w1"));
    const base = stateOfDetail(agentDetail(definition, { state: read, version }, ADA));
    const folded = log.slice(version).reduce(evolve, base);
    const whole = log.reduce(evolve, absentAgent(AGENT, "w1"));
    expect(factsOf(folded, words)).toEqual(factsOf(whole, words));
  }
});
