import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sendAsOwner } from "#lib/testing/send-as-owner.ts";
import { createScriptedModel, createTurnWorld, type TurnWorld } from "#lib/testing/turn-world.ts";
import { respond } from "../agents/respond.ts";
import type { Context } from "../context.ts";
import type { Inbox, InboxQuestion } from "../ports/inbox.ts";
import type { Viewer } from "../ports/reads.ts";
import { deleteSession } from "./delete-session.ts";
import { listInbox } from "./list-inbox.ts";

type Process = Awaited<ReturnType<TurnWorld["createProcess"]>>;

let world: TurnWorld;
let process: Process;
beforeAll(async () => {
  world = await createTurnWorld();
  process = await world.createProcess();
});
afterAll(() => world.close());

const contextOf = (viewer: Viewer): Context => world.contextOf(process.ports, viewer);

/** A session whose agent waits for a yes or a no; without seconds for a week. */
async function waits(viewer: Viewer, prompt: string, expiresInSeconds?: number): Promise<string> {
  const sessionId = await world.session(viewer, `About ${prompt}`);
  const { turnId } = await sendAsOwner({
    ctx: contextOf(viewer),
    input: { sessionId, agent: "worker", text: "Ask me." },
  });
  const input = { prompt, ...(expiresInSeconds && { expiresInSeconds }) };
  await process.run(turnId, createScriptedModel([[["ask_confirm", input]], ["Done."]]).model);
  return sessionId;
}

const inbox = async (viewer: Viewer, cursor?: string, limit = 30) =>
  listInbox({ ctx: contextOf(viewer), input: { limit, cursor } });
const prompts = ({ items }: Inbox) => items.flatMap((one) => (one.kind === "question" ? one.action.prompt : []));

/** The one question that waits for a person. */
async function question(viewer: Viewer): Promise<InboxQuestion> {
  const item = (await inbox(viewer)).items.find((one) => one.kind === "question");
  if (item?.kind !== "question") throw new Error("The question waits.");
  return item;
}

const assign = (agentId: string, owner: Viewer, { userId }: Viewer, role: string) =>
  world.pool.query("insert into agent_assignments values ($1, $2, $3, $4, $5, now())", [
    ...[agentId, userId, owner.workspaceId, role, owner.userId],
  ]);

describe("the inbox", () => {
  test("has what waits in all sessions of a person, what expires first before the rest, page by page", async () => {
    const viewer = await world.person();
    const sessionId = await waits(viewer, "in a week");
    await waits(viewer, "in an hour", 3_600);
    await waits(viewer, "in a day", 86_400);
    const first = await inbox(viewer, undefined, 2);
    expect(prompts(first)).toEqual(["in an hour", "in a day"]);
    const second = await inbox(viewer, first.nextCursor ?? "", 2);
    expect(second.items).toMatchObject([
      {
        kind: "question",
        sessionId,
        sessionTitle: "About in a week",
        agent: { slug: "worker", name: "Worker" },
        action: { kind: "confirm", prompt: "in a week", schema: { type: "boolean" } },
        call: { tool: "ask_confirm", input: { prompt: "in a week" } },
      },
    ]);
    expect([first.total, second.total, second.nextCursor]).toEqual([3, 3, null]);
    const of = (agentId: string) => listInbox({ ctx: contextOf(viewer), input: { agentId, limit: 30 } });
    expect(await of((await question(viewer)).action.agentId)).toMatchObject({ total: 3 });
    expect(await of(viewer.userId)).toEqual({ items: [], nextCursor: null, total: 0 });
  });

  test("has neither what was answered, nor what is put away, nor anybody else's", async () => {
    const viewer = await world.person();
    await waits(viewer, "answered");
    const { id: clientActionId, agentId: agent, toolCallId } = (await question(viewer)).action;
    await respond({ ctx: contextOf(viewer), input: { agent, clientActionId, toolCallId, response: true } });
    const sessionId = await waits(viewer, "put away");
    await deleteSession({ ctx: contextOf(viewer), input: { sessionId } });
    const colleague = await world.person(viewer.workspaceId);
    await waits(colleague, "theirs");
    expect(await inbox(viewer)).toEqual({ items: [], nextCursor: null, total: 0 });
    expect(prompts(await inbox(colleague))).toEqual(["theirs"]);
    const elsewhere = await world.person();
    expect(prompts(await inbox({ ...colleague, workspaceId: elsewhere.workspaceId }))).toEqual([]);
  });

  test("has what waits for agents on which a person has a say, not what they only observe", async () => {
    const owner = await world.person();
    await waits(owner, "shared");
    const { action } = await question(owner);
    for (const [role, seen] of [
      ["shared", ["shared"]],
      ["mentee", []],
      ["observer", []],
    ] as const) {
      const other = await world.person(owner.workspaceId);
      await assign(action.agentId, owner, other, role);
      expect(prompts(await inbox(other))).toEqual(seen);
    }
  });

  test("has the drafts on which a person decides, of an answer while its question waits", async () => {
    const owner = await world.person();
    const [mentee, shared] = [await world.person(owner.workspaceId), await world.person(owner.workspaceId)];
    const sessionId = await waits(owner, "asked", 3_600);
    const { action } = await question(owner);
    await assign(action.agentId, owner, mentee, "mentee");
    await assign(action.agentId, owner, shared, "shared");
    const draft = (clientActionId: string | null) =>
      world.pool.query(
        `insert into agent_drafts (id, agent_id, workspace_id, session_id, conversation_id, author_id, kind, parts, client_action_id, created_at)
         values (gen_random_uuid(), $1, $2, $3, $4, $5, $6, '[{"type": "text", "text": "Mine"}]', $7, $8)`,
        [
          ...[action.agentId, owner.workspaceId, sessionId, action.conversationId, mentee.userId],
          ...[clientActionId ? "response" : "message", clientActionId, world.now()],
        ],
      );
    await draft(null);
    await draft(action.id);
    for (const viewer of [owner, shared]) {
      const { items, total } = await inbox(viewer);
      expect(items.map((one) => [one.kind, one.kind === "draft" && one.question])).toEqual([
        ["question", false],
        ["draft", null],
        ["draft", "asked"],
      ]);
      expect(items[1]).toMatchObject({ agentId: action.agentId, author: "Ada", draft: { parts: [{ text: "Mine" }] } });
      const first = await inbox(viewer, undefined, 2);
      expect((await inbox(viewer, first.nextCursor ?? "", 2)).items).toEqual(items.slice(2));
      expect([total, (await world.reads.summary(viewer, sessionId))?.waiting]).toEqual([3, 3]);
    }
    expect((await inbox(mentee)).items).toEqual([]);
    const { id: clientActionId, agentId: agent, toolCallId } = action;
    await respond({ ctx: contextOf(owner), input: { agent, clientActionId, toolCallId, response: true } });
    expect((await inbox(owner)).items).toMatchObject([{ kind: "draft", question: null }]);
  });

  test("says that a cursor is not one of its own", async () => {
    const viewer = await world.person();
    await expect(inbox(viewer, "nonsense")).rejects.toMatchObject({ code: "validation_failed" });
  });
});
