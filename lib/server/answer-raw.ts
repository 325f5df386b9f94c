import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Context } from "#lib/application/context.ts";
import type { Taken } from "#lib/domain/rate-limit.ts";
import type { Door } from "#lib/server/doors/door.ts";
import { admit, answerApi } from "#lib/server/doors/handle-door.ts";
import { limitHeaders } from "#lib/server/doors/limit-headers.ts";

export type RawWork = (ctx: Context, parameters: Record<string, string>, query: URLSearchParams) => Promise<Response>;

/** Answers a request of our own server at its door; the body goes out as fast as it is taken. Never throws. */
export async function answerRaw(
  request: IncomingMessage,
  response: ServerResponse,
  door: Door,
  parameters: Record<string, string>,
  work: RawWork,
): Promise<void> {
  const headers = new Headers(request.headers as Record<string, string>);
  const taken: Taken[] = [];
  const {
    status,
    headers: answered,
    body,
  } = await answerApi(headers, async (requestId) => {
    const ctx = await admit(door, headers, requestId, (some) => taken.push(...some));
    if (!ctx) throw new Error(`${door.path} is for those who have signed in.`);
    return work(ctx, parameters, new URLSearchParams((request.url ?? "").split("?", 2)[1]));
  });
  for (const [name, value] of limitHeaders(taken)) answered.set(name, value);
  request.resume();
  response.writeHead(status, Object.fromEntries(answered));
  if (!body) response.end();
  else await pipeline(Readable.fromWeb(body as never), response).catch(() => response.destroy());
}

/** Headers of a file that a browser saves and never shows in place. */
export const savedAs = (name: string, mediaType: string): Record<string, string> => ({
  "content-type": mediaType,
  "content-disposition": `attachment; filename*=UTF-8''${encodeName(name)}`,
  "content-security-policy": "sandbox",
});

/** A name for the header, after RFC 8187. */
const encodeName = (name: string): string =>
  encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
