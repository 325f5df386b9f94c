import { type IncomingMessage, Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import next from "next";
import { applyPagePolicy } from "#lib/server/page-policy.ts";
import { projectRoot } from "#lib/server/project-root.ts";

export type NextApp = {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** For the development client's hot reload. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): Promise<void>;
};

/** Prepares Next's pages, routes and actions to be served by our own server. */
export async function prepareNext({ dev, host, port }: { dev: boolean; host: string; port: number }): Promise<NextApp> {
  // Next attaches its upgrade listener to the server it is given and ends foreign sockets: it gets one that never listens.
  const decoy = new Server();
  const app = next({ dev, dir: projectRoot, hostname: host, port, httpServer: decoy, quiet: true });
  await app.prepare();
  const handle = app.getRequestHandler();
  return {
    handle: (request, response) => {
      applyPagePolicy(request, response, dev);
      return handle(request, response);
    },
    handleUpgrade: (request, socket, head) => {
      if (!decoy.emit("upgrade", request, socket, head)) socket.destroy();
    },
    close: () => app.close(),
  };
}
