import type { Scope, WorkspaceRole } from "#lib/domain/access.ts";
import type { Taken } from "#lib/domain/rate-limit.ts";
import type { Ports } from "./ports/index.ts";

export { SCOPES, type Scope, WORKSPACE_ROLES, type WorkspaceRole } from "#lib/domain/access.ts";

/** Who acts. Permission and audit both read it; `userId` is the person in whose name it happens. */
export type Actor =
  | { kind: "user"; userId: string; authSessionId: string }
  | { kind: "apiKey"; userId: string; keyId: string; scopes: readonly Scope[] }
  | { kind: "system"; userId: string; process: "turn" | "workflow" | "migration" };

/** What the server does by itself, in nobody's name. */
export type Upkeep = { kind: "system"; userId: null; process: "upkeep" };

/**
 * What every verb gets beside its input. The workspace comes from the credential, never from a body.
 * `now` (ISO 8601) and `newId` (UUID v7) make facts arguments, so that tests are exact.
 */
export interface Context {
  actor: Actor;
  workspaceId: string;
  role: WorkspaceRole;
  /** Where the request came in, for the audit log: `POST /api/api-keys`, `page`, `turn`, `cli create-user`. */
  door: string;
  correlationId: string;
  now(): string;
  newId(): string;
  ports: Ports;
  /** Hears what the request has taken from its limits, so that its answer can tell. */
  noteLimits?: ((taken: readonly Taken[]) => void) | undefined;
}

/** One shape for every verb: `await verb({ ctx, input })`. */
export interface Call<Input> {
  ctx: Context;
  input: Input;
  /** Aborted when the one who asked has gone away. */
  signal?: AbortSignal | undefined;
}

/** The actor as audit and events name it, e.g. `user:0198…`. */
export function actorName(actor: Actor | Upkeep): string {
  switch (actor.kind) {
    case "user":
      return `user:${actor.userId}`;
    case "apiKey":
      return `key:${actor.keyId}`;
    case "system":
      return `system:${actor.process}`;
  }
}
