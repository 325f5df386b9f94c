import type { Ports } from "#lib/application/ports/index.ts";
import type { Method } from "#lib/server/doors/door.ts";
import type { Env } from "#lib/server/env.ts";
import type { Metrics } from "#lib/server/metrics/metrics.ts";
import type { Secrets } from "#lib/server/secrets.ts";

/** What the launcher hands to `buildContainer`. */
export type ContainerOptions = {
  env: Env;
  secrets: Secrets;
  databaseUrl: string;
  /** The address that people open, without a slash at its end. */
  publicUrl: string;
  /** New for every launch: whose durable work this is. */
  executorId: string;
  /** The data folder. */
  home: string;
};

export type OidcProvider = {
  issuer: string;
  clientId: string;
  clientSecret: string;
  name: string;
  /** Its addresses count as proven where it says nothing of it. */
  trustsEmail: boolean;
  /** The way to it: behind its breaker, bounded in time, and what comes back never repeats the secret. */
  send: typeof fetch;
};

export type Readiness = { database: boolean; engine: boolean; migrations: boolean };

/** Everything that lives as long as the process. */
export type Container = {
  ports: Ports;
  /** Signs sign-in cookies. */
  authSecret: string;
  /** The OpenID Connect provider that people may sign in with, where there is one. */
  oidc: OidcProvider | null;
  executorId: string;
  metrics: Metrics;
  /** Whoever has it may read them. */
  metricsToken: string | undefined;
  /** Clients of deprecated doors that the log has named. */
  warnedClients: Set<string>;
  /** The HTTP API behind Next's routes (`doors/answer-path`). */
  answer(request: Request, at?: { method: Method; path: string }): Promise<Response>;
  /** The function agent `probe` is on. */
  testAgent: boolean;
  ready(): Promise<Readiness>;
  /** The process is about to end: it takes nothing new. */
  readonly draining: boolean;
  /** Takes nothing new from now on; resolves when what runs here has ended, or when there is no more time. */
  drain(hurry: AbortSignal): Promise<void>;
  close(): Promise<void>;
};

const place = Symbol.for("throughline.container");

/** The one container of this process, for routes, actions and raw handlers alike. */
export function getContainer(): Container {
  const container = (globalThis as { [place]?: Container })[place];
  if (!container) throw new Error("The container is not there: pages are served by lib/server/launch.ts only.");
  return container;
}

export function setContainer(container: Container): void {
  (globalThis as { [place]?: Container })[place] = container;
}
