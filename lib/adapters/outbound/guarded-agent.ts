import { lookup as dnsLookup, type LookupAddress, type LookupOptions } from "node:dns";
import http from "node:http";
import https from "node:https";
import type { LookupFunction } from "node:net";
import type { OutboundPolicy } from "./outbound-policy.ts";

/** Keep-alive agents that check every address at the moment of connecting; `close` ends idle sockets. */
export type GuardedAgents = { forUrl(url: URL): { agent: http.Agent; request: typeof http.request }; close(): void };

type Resolve = (
  hostname: string,
  options: LookupOptions & { all: true },
  callback: (error: Error | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * The check sits in `lookup`, on the very addresses the socket will use, so a name that resolves
 * differently a moment later gains nothing. `resolve` is DNS; tests give their own.
 */
export function createGuardedAgents(policy: OutboundPolicy, resolve: Resolve = dnsLookup): GuardedAgents {
  const guardedLookup =
    (port: number): LookupFunction =>
    (hostname, options, callback) => {
      resolve(hostname, { ...options, all: true }, (error, addresses) => {
        const first = addresses?.[0];
        if (error || !first) return callback(error ?? new Error(`No address for ${hostname}`), "", 0);
        try {
          for (const { address } of addresses) policy.checkAddress(address, hostname, port);
        } catch (refusal) {
          return callback(refusal as Error, "", 0);
        }
        if (options.all) callback(null, addresses);
        else callback(null, first.address, first.family);
      });
    };

  const settings = { keepAlive: true, maxFreeSockets: 1024, noDelay: true };
  class GuardedHttpAgent extends http.Agent {
    override createConnection(
      options: http.ClientRequestArgs,
      callback?: (error: Error | null, stream: import("node:stream").Duplex) => void,
    ) {
      return super.createConnection({ ...options, lookup: guardedLookup(Number(options.port)) }, callback);
    }
  }
  class GuardedHttpsAgent extends https.Agent {
    override createConnection(
      options: https.RequestOptions,
      callback?: (error: Error | null, stream: import("node:stream").Duplex) => void,
    ) {
      return super.createConnection({ ...options, lookup: guardedLookup(Number(options.port)) }, callback);
    }
  }
  const httpAgent = new GuardedHttpAgent(settings);
  const httpsAgent = new GuardedHttpsAgent(settings);

  return {
    forUrl: (url) =>
      url.protocol === "https:"
        ? { agent: httpsAgent, request: https.request }
        : { agent: httpAgent, request: http.request },
    close() {
      httpAgent.destroy();
      httpsAgent.destroy();
    },
  };
}
