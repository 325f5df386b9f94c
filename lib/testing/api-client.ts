import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { itemOfEvent } from "#components/live/frames.ts";
import type { Responded } from "#lib/application/agents/accept-answer.ts";
import type { SentMessage } from "#lib/application/sessions/send-message.ts";
import type { AgentRole } from "#lib/domain/agent/state.ts";
import type { Json } from "#lib/domain/json.ts";
import type { OpenClientAction } from "#lib/domain/session/client-action.ts";
import type { FeedEntry, LiveItem } from "#lib/domain/session/feed.ts";
import { type Message, textOf } from "#lib/domain/session/parts.ts";
import { reduce } from "#lib/domain/session/reduce.ts";
import type { SessionView } from "#lib/domain/session/view.ts";
import { projectRoot } from "#lib/server/project-root.ts";

/** Makes a person with the command line, beside a running server or without one; gives their API key. */
export async function createUser(
  env: { THROUGHLINE_HOME: string; DATABASE_URL?: string },
  workspace = "Test",
  email = "ada@example.org",
  role = "member",
): Promise<string> {
  const script = ["scripts/node.mjs", "lib/server/cli.ts", "create-user", "--api-key"];
  const facts = ["--email", email, "--password", "correct horse", "--workspace", workspace, "--role", role];
  const options = { cwd: projectRoot, env: { ...process.env, DATABASE_URL: "", ...env } };
  const { stdout } = await promisify(execFile)(process.execPath, [...script, ...facts], options);
  return JSON.parse(stdout).apiKey;
}

/** The API as one person uses it, with one agent. */
export function createApiClient(origin: string, apiKey: string, agent = "probe") {
  const headers = { authorization: `Bearer ${apiKey}` };
  const json = async <Body>(path: string, init: RequestInit = {}): Promise<Body> => {
    const response = await fetch(origin + path, { ...init, headers: { ...headers, ...init.headers } });
    if (!response.ok) throw new Error(`${init.method ?? "GET"} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const post = <Body>(path: string, body: object, method: "POST" | "PATCH" = "POST"): Promise<Body> =>
    json(path, { method, body: JSON.stringify(body), headers: { "content-type": "application/json" } });
  const remove = async (path: string): Promise<void> => {
    await fetch(origin + path, { method: "DELETE", headers });
  };
  const conversation = (sessionId: string): string => `/api/sessions/${sessionId}/conversations/${agent}`;
  const view = (sessionId: string) => json<SessionView>(`/api/sessions/${sessionId}/view`);

  return {
    post,
    view,
    remove,
    createSession: async () => (await post<{ id: string }>("/api/sessions", {})).id,
    send: (sessionId: string, text: string, id?: string) =>
      post<SentMessage>(`${conversation(sessionId)}/messages`, { text, ...(id && { id }) }),
    /** Gives somebody a role on one's own probe. */
    assign: (email: string, role: AgentRole) =>
      post<{ userId: string }>("/api/agents/probe/assignments", { email, role }),
    unassign: (userId: string) => remove(`/api/agents/probe/assignments?userId=${userId}`),
    regenerate: (sessionId: string, messageId: string) =>
      post<SentMessage>(`${conversation(sessionId)}/messages/${messageId}/regenerate`, {}),
    stop: (sessionId: string, turnId: string) => post(`/api/sessions/${sessionId}/turns/${turnId}/stop`, {}),
    respond: ({ id: clientActionId, toolCallId, agentId }: OpenClientAction, response: Json) =>
      post<Responded>(`/api/agents/${agentId}/respond`, { clientActionId, toolCallId, response }),
    messages: async (sessionId: string) =>
      (await json<{ items: (Message & { text: string })[] }>(conversation(sessionId))).items,
    tally: async (key: string) => (await json<{ count: number }>(`/api/agents/probe/tally/${key}`)).count,
    /** Reads a session as the dashboard does: the view, then the feed and the live text after it. */
    async follow(sessionId: string): Promise<Follower> {
      const first = await view(sessionId);
      const response = await fetch(`${origin}/api/sessions/${sessionId}/events?after=${first.feedSequence}`, {
        headers,
      });
      return createFollower(first, response.body as ReadableStream<Uint8Array>);
    },
    /** The whole feed up to now. */
    async feed(sessionId: string): Promise<FeedEntry[]> {
      const { feedSequence } = await view(sessionId);
      const response = await fetch(`${origin}/api/sessions/${sessionId}/events?after=0`, { headers });
      const entries: FeedEntry[] = [];
      for await (const item of itemsOf(response.body as ReadableStream<Uint8Array>)) {
        if (item.kind === "entry") entries.push(item.entry as FeedEntry);
        if (entries.length >= feedSequence) return entries;
      }
      // As fetch says it of an answer that broke off: the process has gone, or was not there yet.
      throw new TypeError(`The feed ended after ${entries.length} of ${feedSequence} entries (${response.status}).`);
    },
  };
}

export type ApiClient = ReturnType<typeof createApiClient>;

export interface Follower {
  view(): SessionView;
  /** What is on the screen of an answer. */
  text(turnId: string): string;
  entries: FeedEntry[];
  /** Waits until what has arrived is as wanted. Rejects when the connection ends before. */
  until(wanted: (follower: Follower) => boolean): Promise<void>;
  untilEnd(turnId: string): Promise<void>;
}

function createFollower(first: SessionView, body: ReadableStream<Uint8Array>): Follower {
  let view = first;
  let ended: Error | undefined;
  const waiting = new Set<() => void>();
  const follower: Follower = {
    view: () => view,
    text(turnId) {
      const messages = Object.values(view.messages).flat();
      return textOf(messages.find((message) => message.id === turnId)?.parts ?? []);
    },
    entries: [],
    async until(wanted) {
      while (!wanted(follower)) {
        if (ended) throw ended;
        await new Promise<void>((resolve) => waiting.add(resolve));
      }
    },
    untilEnd: (turnId) =>
      follower.until(() => follower.entries.some((one) => isEnd(one) && "turnId" in one && one.turnId === turnId)),
  };
  const wake = (): void => {
    for (const one of waiting) one();
    waiting.clear();
  };
  const read = async (): Promise<void> => {
    for await (const item of itemsOf(body)) {
      const reduced = reduce(view, item);
      if (reduced.gap) throw new Error(`Something is missing before ${JSON.stringify(item)}`);
      view = reduced.view;
      if (item.kind === "entry") follower.entries.push(item.entry as FeedEntry);
      wake();
    }
    throw new Error("The stream has ended.");
  };
  read().catch((error) => {
    ended = error;
    wake();
  });
  return follower;
}

const isEnd = ({ type }: FeedEntry): boolean =>
  type === "turn.completed" || type === "turn.failed" || type === "turn.stopped";

/** Server-sent events as they come. */
export async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<{ name: string; data: string }> {
  let rest = "";
  for await (const chunk of body.pipeThrough(new TextDecoderStream() as never) as unknown as AsyncIterable<string>) {
    const blocks = (rest + chunk).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const data = /^data: (.*)$/m.exec(block)?.[1];
      const name = /^event: (.*)$/m.exec(block)?.[1];
      if (data && name) yield { name, data };
    }
  }
}

async function* itemsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<LiveItem> {
  for await (const { name, data } of eventsOf(body)) yield itemOfEvent(name, data);
}

/** What `stream COUNT` of the probe writes. */
export const streamed = (count: number): string =>
  Array.from({ length: count }, (_, i) => `${i.toString(16).padStart(4, "0")} `).join("");
