import { membershipKey } from "#lib/application/accounts/credential-ended.ts";
import type { Actor } from "#lib/application/context.ts";
import type { CredentialInUse } from "#lib/application/ports/accounts.ts";

export type ConnectionKind = "websocket" | "events" | "uiStream";

/** A client that stays connected. */
export interface Connection {
  kind: ConnectionKind;
  actor: Actor;
  workspaceId: string;
  /** Slugs of the agents that it talks with, as far as known. */
  agents(): Iterable<string>;
  /** Sessions that it follows: it is counted for their agents, too. */
  sessions?(): Iterable<string>;
  /** It carries an answer that will end by itself. */
  answering(): boolean;
  /** Called every 15 seconds: show life, or end what is dead. */
  beat(): void;
  /** The process ends (tell the client to come back), or the credential has ended. */
  end(why: "restart" | "credential"): void;
}

export interface ConnectionStatistics {
  total: number;
  byKind: Record<ConnectionKind, number>;
  byAgent: Record<string, number>;
}

const BEAT_SECONDS = 15;

/** All who are connected to this process. Their heartbeats are spread over time, so that thousands do not beat at once. */
export interface Connections {
  add(connection: Connection): { remove(): void };
  /** @param agentsIn slugs of the agents in the sessions that are followed. */
  statistics(workspaceId: string, agentsIn?: ReadonlyMap<string, readonly string[]>): ConnectionStatistics;
  /** Sessions that somebody in the workspace follows, each once. */
  followed(workspaceId: string): string[];
  /** Everybody's, by kind. */
  counts(): Record<ConnectionKind, number>;
  /** What all of them have come in with, each once. */
  credentials(): CredentialInUse[];
  /** The same of those alone who have come since this was asked last. */
  newCredentials(): CredentialInUse[];
  /** Ends everything that was opened with an auth session, an API key or as a person of this id, anywhere or in one workspace. */
  endCredential(id: string): void;
  /** Ends all but those with an answer under way. */
  leaveFollowers(): void;
  closeAll(): void;
}

export function createConnections(): Connections {
  const slots = Array.from({ length: BEAT_SECONDS }, () => new Set<Connection>());
  const newcomers = new Set<Connection>();
  let added = 0;
  let tick = 0;
  const timer = setInterval(() => {
    for (const connection of slots[tick++ % BEAT_SECONDS] ?? []) connection.beat();
  }, 1_000);
  timer.unref();

  return {
    add(connection) {
      const slot = slots[added++ % BEAT_SECONDS];
      slot?.add(connection);
      newcomers.add(connection);
      const remove = (): void => {
        slot?.delete(connection);
        newcomers.delete(connection);
      };
      return { remove };
    },
    statistics(workspaceId, agentsIn = new Map()) {
      const found: ConnectionStatistics = { total: 0, byKind: { websocket: 0, events: 0, uiStream: 0 }, byAgent: {} };
      for (const slot of slots)
        for (const connection of slot) {
          if (connection.workspaceId !== workspaceId) continue;
          found.total += 1;
          found.byKind[connection.kind] += 1;
          const sessions = [...(connection.sessions?.() ?? [])];
          const agents = new Set([...connection.agents(), ...sessions.flatMap((id) => agentsIn.get(id) ?? [])]);
          for (const agent of agents) found.byAgent[agent] = (found.byAgent[agent] ?? 0) + 1;
        }
      return found;
    },
    followed(workspaceId) {
      const all = slots.flatMap((slot) => [...slot]).filter((one) => one.workspaceId === workspaceId);
      return [...new Set(all.flatMap((one) => [...(one.sessions?.() ?? [])]))];
    },
    counts() {
      const found = { websocket: 0, events: 0, uiStream: 0 };
      for (const slot of slots) for (const { kind } of slot) found[kind] += 1;
      return found;
    },
    credentials: () => credentialsIn(slots.flatMap((slot) => [...slot])),
    newCredentials() {
      const found = credentialsIn(newcomers);
      newcomers.clear();
      return found;
    },
    endCredential(id) {
      for (const connection of slots.flatMap((slot) => [...slot]))
        if (credentialsOf(connection).includes(id)) connection.end("credential");
    },
    leaveFollowers() {
      for (const connection of slots.flatMap((slot) => [...slot]))
        if (!connection.answering()) connection.end("restart");
    },
    closeAll() {
      clearInterval(timer);
      for (const connection of slots.flatMap((slot) => [...slot])) connection.end("restart");
    },
  };
}

function credentialsIn(connections: Iterable<Connection>): CredentialInUse[] {
  const used = new Map<string, CredentialInUse>();
  for (const { actor, workspaceId } of connections)
    if (actor.kind === "user")
      used.set(actor.authSessionId, { kind: "authSession", id: actor.authSessionId, workspaceId });
    else if (actor.kind === "apiKey") used.set(actor.keyId, { kind: "apiKey", id: actor.keyId, workspaceId });
  return [...used.values()];
}

/** What ends it when it ends. */
function credentialsOf({ actor, workspaceId }: Connection): string[] {
  const person = [actor.userId, membershipKey(workspaceId, actor.userId)];
  if (actor.kind === "user") return [actor.authSessionId, ...person];
  return actor.kind === "apiKey" ? [actor.keyId, ...person] : person;
}
