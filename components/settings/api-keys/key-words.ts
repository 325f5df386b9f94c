import { SCOPES, type Scope } from "#lib/domain/access.ts";

type Noun = Scope extends `${infer Name}:${string}` ? Name : never;

/** What a key may be allowed to do, in words. A new noun does not compile until it is here. */
export const NOUNS: Record<Noun, { name: string; about: string }> = {
  sessions: { name: "Sessions", about: "Sessions and all that is in them: messages, files, questions, workflows" },
  agents: { name: "Agents", about: "Agents, their settings, people's roles on them, what they remember" },
  models: { name: "Models", about: "Connections to language models; never their keys" },
  members: { name: "Members", about: "People of the workspace, invitations" },
  usage: { name: "Usage", about: "What is used and what it costs" },
  audit: { name: "Audit log", about: "Who did what" },
  workspace: { name: "Workspace", about: "The workspace itself: settings, budgets, API keys, connections" },
};

export const nounsOf = (scopes: readonly Scope[]): Noun[] => [
  ...new Set(scopes.map((scope) => scope.split(":")[0] as Noun)),
];

export const READING: readonly Scope[] = SCOPES.filter((scope) => scope.endsWith(":read"));

/** Scopes in a few words: "everything", "reads everything", or what it reads and writes. */
export function scopeWords(scopes: readonly Scope[]): string {
  const has = (scope: Scope): boolean => scopes.includes(scope);
  if (SCOPES.every(has)) return "everything";
  if (scopes.length === READING.length && READING.every(has)) return "reads everything";
  const named = (kind: "read" | "write"): string =>
    nounsOf(scopes.filter((scope) => scope.endsWith(`:${kind}`)))
      .map((noun) => NOUNS[noun].name.toLowerCase())
      .join(", ");
  const parts = [named("read") && `reads ${named("read")}`, named("write") && `writes ${named("write")}`];
  return parts.filter(Boolean).join(" · ");
}

export const EXPIRIES = ["30", "90", "365", "date", "never"] as const;
export type Expiry = (typeof EXPIRIES)[number];

const DAY_MS = 86_400_000;

/** When a key ends: so many days from now, at the end of a day of one's own (`YYYY-MM-DD`), or never; undefined for no day. */
export function endOf(expiry: Expiry, day: string, now: number): string | null | undefined {
  if (expiry === "never") return null;
  if (expiry !== "date") return new Date(now + Number(expiry) * DAY_MS).toISOString();
  const end = new Date(`${day}T23:59:59`);
  return Number.isNaN(end.getTime()) ? undefined : end.toISOString();
}

/** A call that works with such a key, as one types it. */
export function exampleCall(origin: string, key: string, scopes: readonly Scope[]): string {
  const path =
    (
      [
        ["sessions:read", "/api/sessions"],
        ["agents:read", "/api/agents"],
        ["models:read", "/api/llm-configs"],
        ["members:read", "/api/members"],
        ["usage:read", "/api/usage"],
        ["audit:read", "/api/audit"],
      ] as const
    ).find(([scope]) => scopes.includes(scope))?.[1] ?? "/api/me";
  return `curl ${origin}${path} \\\n  -H "Authorization: Bearer ${key}"`;
}
