import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAgentReads } from "#lib/adapters/postgres/agent-reads.ts";
import type { Context, Scope, WorkspaceRole } from "#lib/application/context.ts";
import type { Ports } from "#lib/application/ports/index.ts";
import type { Viewer } from "#lib/application/ports/reads.ts";
import { createCatalog } from "#lib/catalog/index.ts";
import { createSessionWorld, type SessionWorld } from "#lib/testing/session-world.ts";
import { getOrCreateAgent } from "./get-or-create-agent.ts";
import { handleCommand } from "./handle-command.ts";

let world: SessionWorld;
let ports: Ports;
beforeAll(async () => {
  world = await createSessionWorld();
  const { pool, store, reads: sessions } = world;
  ports = { store, sessions, agents: createAgentReads(pool), catalog: createCatalog({ testAgent: false }) } as Ports;
});
afterAll(() => world.close());

const as = ({ workspaceId, userId }: Viewer, role: WorkspaceRole = "member", scopes?: Scope[]): Context => ({
  actor: scopes
    ? { kind: "apiKey", userId, keyId: "key", scopes }
    : { kind: "user", userId, authSessionId: "signed-in" },
  workspaceId,
  role,
  correlationId: "request-1",
  door: "test",
  now: world.now,
  newId: randomUUID,
  ports,
});

describe("getting an agent", () => {
  test("makes it on first use, and finds it again under slug and alias", async () => {
    const ctx = as(await world.person());
    const id = await getOrCreateAgent({ ctx, input: { slug: "content-liaison" } });
    expect(await getOrCreateAgent({ ctx, input: { slug: "content_liaison" } })).toBe(id);
    const { state, version } = await ports.agents.load(id, ctx.workspaceId);
    expect({ state, version }).toMatchObject({ version: 1, state: { name: "Content Liaison", agentType: "liaison" } });
  });

  test("by many at once makes one", async () => {
    const ctx = as(await world.person());
    const ids = await Promise.all(
      Array.from({ length: 12 }, () => getOrCreateAgent({ ctx, input: { slug: "guide" } })),
    );
    expect(new Set(ids).size).toBe(1);
    expect(await ports.agents.list({ workspaceId: ctx.workspaceId, userId: ctx.actor.userId })).toHaveLength(1);
  });

  test("gives each person and each workspace their own", async () => {
    const [ada, eve] = [await world.person(), await world.person()];
    const bob = await world.person(ada.workspaceId);
    const ids = await Promise.all(
      [ada, bob, eve].map((one) => getOrCreateAgent({ ctx: as(one), input: { slug: "guide" } })),
    );
    expect(new Set(ids).size).toBe(3);
  });

  test("makes a fresh one after an archive", async () => {
    const ctx = as(await world.person());
    const agentId = await getOrCreateAgent({ ctx, input: { slug: "luca" } });
    const by = ctx.actor.userId;
    const archive = { type: "archive", reason: null, terminateActive: false, by, at: ctx.now() } as const;
    await handleCommand({ ctx, input: { agentId, command: archive } });
    expect(await getOrCreateAgent({ ctx, input: { slug: "luca" } })).not.toBe(agentId);
  });

  test("needs a known slug, the scope and a member", async () => {
    const ada = await world.person();
    const get = (ctx: Context, slug = "guide") => getOrCreateAgent({ ctx, input: { slug } });
    await expect(get(as(ada), "probe")).rejects.toMatchObject({ code: "not_found" });
    await expect(get(as(ada, "viewer"))).rejects.toMatchObject({ code: "forbidden" });
    await expect(get(as(ada, "member", ["agents:read"]))).rejects.toMatchObject({ code: "insufficient_scope" });
    expect(await ports.agents.list(ada)).toEqual([]);
  });
});

describe("a command", () => {
  const note = (by: string, n: number) =>
    ({ type: "update-preferences", preferences: { [`note${n}`]: n }, by, at: world.now() }) as const;

  test("is recorded in the CloudEvents envelope, with the actor and the request it belongs to", async () => {
    const ada = await world.person();
    const ctx = as(ada);
    const agentId = await getOrCreateAgent({ ctx, input: { slug: "guide" } });
    await handleCommand({
      ctx,
      input: {
        agentId,
        command: note(ada.userId, 1),
        with: ({ events: [event] }) => {
          expect(event).toMatchObject({
            specversion: "1.0",
            source: `/workspaces/${ada.workspaceId}/agents/${agentId}`,
            subject: agentId,
            type: "agent.preferences.updated.v1",
            correlationid: "request-1",
            actor: `user:${ada.userId}`,
            version: 2,
          });
          return {};
        },
      },
    });
  });

  test("of many at once is lost by nobody, and what goes with it is written once", async () => {
    const ada = await world.person();
    const ctx = as(ada);
    const agentId = await getOrCreateAgent({ ctx, input: { slug: "guide" } });
    const tally = { workspaceId: ada.workspaceId, key: "commands" };
    await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        handleCommand({ ctx, input: { agentId, command: note(ada.userId, n), with: () => ({ tallies: [tally] }) } }),
      ),
    );
    const { state, version } = await ports.agents.load(agentId, ada.workspaceId);
    expect(version).toBe(9);
    expect(Object.keys("preferences" in state ? state.preferences : {})).toHaveLength(8);
    const { rows } = await world.pool.query("select count from probe_tallies where workspace_id = $1", [
      ada.workspaceId,
    ]);
    expect(rows).toEqual([{ count: 8 }]);
  });

  test("that changes nothing writes nothing", async () => {
    const ada = await world.person();
    const ctx = as(ada);
    const agentId = await getOrCreateAgent({ ctx, input: { slug: "guide" } });
    const create = {
      type: "create",
      ownerId: ada.userId,
      agentType: "guide",
      slug: "guide",
      name: "G",
      at: ctx.now(),
    } as const;
    const never = () => {
      throw new Error("Nothing happened.");
    };
    expect(await handleCommand({ ctx, input: { agentId, command: create, with: never } })).toMatchObject({
      version: 1,
    });
  });

  test("to another's agent, or to one in another workspace, finds no agent", async () => {
    const [ada, eve] = [await world.person(), await world.person()];
    const bob = await world.person(ada.workspaceId);
    const agentId = await getOrCreateAgent({ ctx: as(ada), input: { slug: "guide" } });
    for (const stranger of [bob, eve])
      await expect(
        handleCommand({ ctx: as(stranger), input: { agentId, command: note(stranger.userId, 1) } }),
      ).rejects.toMatchObject({ code: "not_found" });
    expect(await ports.agents.load(agentId, ada.workspaceId)).toMatchObject({ version: 1 });
  });
});
