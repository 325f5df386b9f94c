import { safeFileName } from "#lib/domain/session/file-name.ts";
import { requirePerson } from "../accounts/require-person.ts";
import { auditLines, jsonLines } from "../audit/export-audit.ts";
import { auditOf } from "../audit-of.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call, Context } from "../context.ts";
import type { Archive, ArchivedFile } from "../download.ts";
import { type ExportedAgent, type ExportedFile, type ExportedSession, PERSONAL_LISTS } from "../ports/personal-data.ts";
import { itemsOf, json, jsonArray } from "./pages.ts";
import { pathName, sessionFiles } from "./session-files.ts";

/** Everything that is the caller's in this workspace, made while it is downloaded. The log says that they took it. */
export async function exportMyData({ ctx }: Pick<Call<unknown>, "ctx">): Promise<Archive> {
  authorize(ctx, "sessions:read");
  const { userId } = requirePerson(ctx); // what is in it is under many scopes
  const profile = await ctx.ports.personalData.profile({ workspaceId: ctx.workspaceId, userId });
  if (!profile) throw notFound("account");
  const target = { kind: "account", id: userId } as const;
  await ctx.ports.auditLog.note(auditOf(ctx, { verb: "account.exported", target }));
  return { name: `my-data-${ctx.now().slice(0, 10)}.zip`, files: personalFiles(ctx, profile) };
}

async function* personalFiles(ctx: Context, profile: unknown): AsyncGenerator<ArchivedFile> {
  const data = ctx.ports.personalData;
  const me = { workspaceId: ctx.workspaceId, userId: ctx.actor.userId };
  yield { name: "README.md", content: README };
  yield { name: "profile.json", content: json(profile) };
  for (const list of PERSONAL_LISTS) yield { name: `${list}.json`, content: json(await data.list(me, list)) };
  for await (const agent of itemsOf<ExportedAgent>((last) => data.agents(me, last))) yield* agentFiles(agent);
  for await (const session of itemsOf<ExportedSession>((last) => data.sessions(me, last)))
    yield* sessionFiles(data, session, me.userId);
  const elsewhere = itemsOf((last: Parameters<typeof data.messagesElsewhere>[1]) => data.messagesElsewhere(me, last));
  yield { name: "messages-in-other-sessions.json", content: jsonArray(elsewhere) };
  yield { name: "files.json", content: jsonArray(itemsOf<ExportedFile>((last) => data.files(me, last))) };
  for await (const file of itemsOf<ExportedFile>((last) => data.files(me, last)))
    yield {
      name: `files/${file.id.slice(-8)} ${safeFileName(file.name)}`,
      at: file.createdAt,
      content: { path: ctx.ports.files.path(file.id) },
    };
  yield { name: "what-i-did.jsonl", content: jsonLines(auditLines(ctx, { userId: me.userId })) };
}

function* agentFiles(agent: ExportedAgent): Generator<ArchivedFile> {
  const name = `agents/${pathName(agent.slug)} ${agent.id.slice(-8)}`;
  yield { name: `${name}.json`, content: json(agent) };
  const memories = agent.memories.map(({ text, createdAt }) => `## ${createdAt}\n\n${text}\n`);
  if (memories.length > 0)
    yield { name: `${name} memory.md`, content: [`# What ${agent.name} remembers\n`, ...memories].join("\n") };
}

const README = `# Your data

Everything that is yours in one workspace, as it was when you downloaded it.

- \`profile.json\`: your account, and your place in the workspace
- \`sessions/\`: each session with its facts, its workflows and what they left; each conversation with all its branches,
  as JSON with every detail and as Markdown to be read. Sessions that you have deleted, and that can still be restored,
  are among them
- \`agents/\`: your agents with their preferences and prompts, and what they remember
- \`files.json\`, \`files/\`: the files that you have uploaded
- \`messages-in-other-sessions.json\`, \`drafts.json\`, \`roles.json\`: what you have said in other people's sessions, and
  your roles on their agents
- \`api-keys.json\`, \`models.json\`: your API keys and your own ways to reach a model, without their secrets
- \`usage.json\`: what models have used in your name, a line for each day, agent and model; costs in millionths of a dollar
- \`sign-ins.json\`, \`what-i-did.jsonl\`: where you have signed in, and what the workspace's log says that you did

Times are in UTC.
`;
