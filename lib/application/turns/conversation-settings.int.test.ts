import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DomainError } from "#lib/domain/errors.ts";
import { sendAsOwner } from "#lib/testing/send-as-owner.ts";
import { createScriptedModel, createTurnWorld, type TurnWorld } from "#lib/testing/turn-world.ts";
import { type StartSessionInput, startSessionInput } from "../agents/session-schema.ts";
import { startSession } from "../agents/start-session.ts";
import type { ModelChain, ModelRequest } from "../ports/models.ts";
import { resolveTurnModel } from "./resolve-turn-model.ts";

let world: TurnWorld;
let ports: Awaited<ReturnType<TurnWorld["createProcess"]>>;
beforeAll(async () => {
  world = await createTurnWorld();
  ports = await world.createProcess();
});
afterAll(() => world.close());

/** What the model is asked in a conversation that was started with these settings. */
async function asked(settings: Omit<StartSessionInput, "agent">, again?: Omit<StartSessionInput, "agent">) {
  const ctx = world.contextOf(ports.ports, await world.person());
  const begin = (input: object) => startSession({ ctx, input: startSessionInput.parse({ agent: "worker", ...input }) });
  const { sessionId } = await begin(settings);
  if (again) {
    const { state } = await world.agents.load((await begin(again)).agentId, ctx.workspaceId);
    expect(state).toMatchObject({ status: "active" });
  }
  const { turnId } = await sendAsOwner({ ctx, input: { sessionId, agent: "worker", text: "Hi" } });
  const { model, calls } = createScriptedModel([["Hello"]]);
  await ports.run(turnId, model);
  const [call] = calls;
  if (!call) throw new Error("The model was asked.");
  return { call, system: call.prompt[0]?.content };
}

describe("what is set when a conversation is started", () => {
  test("replaces the prompt, the sampling and the tools of its turns", async () => {
    const config = { temperature: 0.25, topP: 0.5, maxOutputTokens: 123, tools: ["calculate"] };
    const { call, system } = await asked({ systemPrompt: "You are a poet.", config });
    expect(system).toMatch(/^You are a poet\.\n\nToday is [-\d]+ \(UTC\)\.$/);
    expect(call).toMatchObject({ temperature: 0.25, topP: 0.5, maxOutputTokens: 123 });
    expect(call.tools?.map((tool) => tool.name)).toEqual(["calculate"]);
  });

  test("changes nothing where nothing is set, nor in the agent's other sessions", async () => {
    const { call, system } = await asked({ systemPrompt: "You are a poet." }, {});
    expect(system).toContain("You are a poet.");
    const plain = await asked({});
    expect(plain.system).toContain("You are a worker.");
    expect(plain.call.tools?.map((tool) => tool.name)).toEqual(call.tools?.map((tool) => tool.name));
    for (const name of ["temperature", "topP", "maxOutputTokens"]) expect(plain.call).not.toHaveProperty(name);
  });

  test("holds against a model that calls a tool which was taken away", async () => {
    const ctx = world.contextOf(ports.ports, await world.person());
    const input = startSessionInput.parse({ agent: "worker", config: { tools: [] } });
    const { sessionId } = await startSession({ ctx, input });
    const { turnId } = await sendAsOwner({ ctx, input: { sessionId, agent: "worker", text: "Hi" } });
    const { model } = createScriptedModel([[["calculate", { expression: "1+1" }]], ["Done"]]);
    await ports.run(turnId, model);
    const message = await world.reads.message({ ...ctx, userId: ctx.actor.userId }, sessionId, turnId);
    expect(message?.parts[0]).toMatchObject({ state: "failed", error: { code: "tool_unknown" } });
  });
});

describe("the model of a turn", () => {
  const [owner, guest, own, other] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const models = {
    resolve: async ({ userId, configId }: ModelRequest) => {
      if (configId === own && userId !== owner) throw new DomainError("llm_config_not_found", "Not theirs.");
      return [{ used: { configId: configId ?? "default" } }] as unknown as ModelChain;
    },
  };
  const resolve = async (userId: string, llmConfigId: string | null, chosen: string | null) => {
    const turn = { workspaceId: "w", userId, sessionOwnerId: owner, llmConfigId } as never;
    const settings = { systemPrompt: null, llmConfigId: chosen, config: {} };
    return (await resolveTurnModel(models, turn, { settings }))[0].used.configId;
  };

  test("is the message's, else the conversation's, else the default", async () => {
    expect(await resolve(owner, other, own)).toBe(other);
    expect(await resolve(owner, null, own)).toBe(own);
    expect(await resolve(owner, null, null)).toBe("default");
  });

  test("is a guest's own default where the owner's choice is not theirs to use, and never one they ask for", async () => {
    expect(await resolve(guest, null, own)).toBe("default");
    expect(await resolve(guest, null, other)).toBe(other);
    await expect(resolve(guest, own, null)).rejects.toMatchObject({ code: "llm_config_not_found" });
  });
});
