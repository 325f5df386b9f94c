import type { IncomingMessage, ServerResponse } from "node:http";
import { openAgent } from "#lib/application/agents/open-agent.ts";
import { respond } from "#lib/application/agents/respond.ts";
import { createSession } from "#lib/application/sessions/create-session.ts";
import { sendMessage } from "#lib/application/sessions/send-message.ts";
import { regenerate } from "#lib/application/turns/regenerate.ts";
import { stopTurn } from "#lib/application/turns/stop-turn.ts";
import { authenticate } from "#lib/server/authenticate.ts";
import { capBody } from "#lib/server/cap-body.ts";
import type { Container } from "#lib/server/container.ts";
import { contextOf } from "#lib/server/context.ts";
import { serveDownload } from "#lib/server/files/download-server.ts";
import { serveFile } from "#lib/server/files/file-server.ts";
import { serveImport } from "#lib/server/files/import-server.ts";
import { createConnections } from "#lib/server/live/connections.ts";
import { createLiveServer, type LiveServer } from "#lib/server/live/live-server.ts";
import { serveMetrics } from "#lib/server/metrics/serve-metrics.ts";

/** Answers what streams past Next; true when the request was taken. */
export type RawHandler = (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>;

/** What our own server answers: streams, sockets and the bytes of files. */
export interface RawServer {
  handle: RawHandler;
  upgrade: LiveServer["upgrade"];
  /** Tells whoever follows to come back at once (close code 1001); answers under way go on. */
  leaveFollowers(): void;
  /** The same for everybody. */
  closeAll(): void;
}

export function createRawServer(container: Container): RawServer {
  const { metrics, metricsToken } = container;
  const connections = createConnections();
  metrics.read({ connections: connections.counts });
  const live = createLiveServer({
    ports: container.ports,
    connections,
    warnedClients: container.warnedClients,
    authenticate: (headers) => authenticate(headers, container),
    contextOf,
    findAgent: (slug) => container.ports.catalog.findAgent(slug)?.slug,
    openAgent,
    createSession,
    sendMessage,
    regenerate,
    respond,
    stopTurn,
  });
  return {
    handle: (request, response) => {
      if (serveMetrics(metrics, metricsToken, request, response)) return true;
      if (live.handle(request, response)) return true;
      if ([serveFile, serveDownload, serveImport].some((serve) => serve(request, response))) return true;
      capBody(request);
      return false;
    },
    upgrade: live.upgrade,
    leaveFollowers: live.leaveFollowers,
    closeAll: live.closeAll,
  };
}
