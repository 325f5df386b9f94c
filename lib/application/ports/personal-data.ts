import type { Json, JsonObject } from "#lib/domain/json.ts";
import type { Message } from "#lib/domain/session/parts.ts";
import type { Viewer } from "./reads.ts";

/** A session as its owner takes it along; with what workflows did in it and left behind. */
export interface ExportedSession {
  id: string;
  title: string | null;
  createdAt: string;
  conversations: { id: string; slug: string; agentId: string; agentName: string; settings: Json }[];
  [field: string]: unknown;
}

export interface ExportedAgent {
  id: string;
  slug: string;
  name: string;
  memories: { text: string; createdAt: string; [field: string]: unknown }[];
  [field: string]: unknown;
}

export interface ExportedFile {
  id: string;
  sessionId: string;
  name: string;
  createdAt: string;
}

/** Lists that are short enough to be read as one. */
export const PERSONAL_LISTS = ["api-keys", "models", "sign-ins", "drafts", "roles", "usage"] as const;
export type PersonalList = (typeof PERSONAL_LISTS)[number];
export const WORKSPACE_LISTS = ["members", "invitations", "models", "api-keys", "agents", "budgets", "usage"] as const;
export type WorkspaceList = (typeof WORKSPACE_LISTS)[number];

/** Everything that a person has in a workspace, a page at a time, deleted sessions too; never a secret. */
export interface PersonalData {
  profile(viewer: Viewer): Promise<JsonObject | null>;
  list(viewer: Viewer, list: PersonalList): Promise<JsonObject[]>;
  /** In the order in which they were made; `after` is the last of the page before. */
  sessions(viewer: Viewer, after?: ExportedSession): Promise<ExportedSession[]>;
  /** Of all branches, by sequence. */
  messages(conversationId: string, afterSequence: number): Promise<Message[]>;
  agents(viewer: Viewer, after?: ExportedAgent): Promise<ExportedAgent[]>;
  files(viewer: Viewer, after?: ExportedFile): Promise<ExportedFile[]>;
  /** What they have said in other people's sessions. */
  messagesElsewhere(viewer: Viewer, after?: Message): Promise<Message[]>;

  /** A workspace without anybody's texts: its settings and how much there is of everything. */
  workspace(workspaceId: string): Promise<JsonObject | null>;
  workspaceList(workspaceId: string, list: WorkspaceList): Promise<JsonObject[]>;
}
