import type { Server } from "node:http";
import { codeOf, messageOf, StartError } from "#lib/server/start-error.ts";

const defaultPort = 3000;

/**
 * Listens on the port that was asked for, or on the next free one from 3000 when none was.
 *
 * @returns the port.
 * @throws StartError when that port is taken or the address is not ours.
 */
export async function listen(server: Server, host: string, port: number | undefined): Promise<number> {
  for (let candidate = port ?? defaultPort; ; candidate++) {
    try {
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(candidate, host, () => {
          server.off("error", reject);
          resolve();
        });
      });
      const address = server.address();
      return typeof address === "object" && address ? address.port : candidate;
    } catch (error) {
      const taken = codeOf(error) === "EADDRINUSE";
      if (taken && port === undefined && candidate < defaultPort + 200) continue;
      if (taken) throw new StartError(`Port ${candidate} is taken: free it, or name another one in PORT.`);
      throw new StartError(
        `Throughline cannot listen on ${host}:${candidate} (${messageOf(error)}): check HOST and PORT.`,
      );
    }
  }
}

/** The address to print: `localhost` for loopback, because sign-in's cookies and redirects live there. */
export function originOf(host: string, port: number): string {
  const loopback = host === "127.0.0.1" || host === "::1" || host === "localhost";
  const name = loopback ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return `http://${name}:${port}`;
}
