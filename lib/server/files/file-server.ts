import { createReadStream } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ReadableStream as PulledStream } from "node:stream/web";
import type { Context } from "#lib/application/context.ts";
import { getFile } from "#lib/application/files/get-file.ts";
import type { GetFileInput } from "#lib/application/files/schema.ts";
import { uploadFile } from "#lib/application/files/upload-file.ts";
import type { Taken } from "#lib/domain/rate-limit.ts";
import type { Door } from "#lib/server/doors/door.ts";
import { downloadDoor, uploadDoor } from "#lib/server/doors/file-doors.ts";
import { admit, answerApi, inputOf, refuseQuery } from "#lib/server/doors/handle-door.ts";
import { answerOnce, fingerprintOf } from "#lib/server/doors/idempotent.ts";
import { limitHeaders } from "#lib/server/doors/limit-headers.ts";
import { matchPath } from "#lib/server/doors/path.ts";
import { receiveUpload } from "./receive-upload.ts";

type Work = (ctx: Context, parameters: Record<string, string>, query: URLSearchParams) => Promise<Response>;

/** Answers uploads and downloads, which must not pass through memory as a whole; false for everything else. */
export function serveFile(request: IncomingMessage, response: ServerResponse): boolean {
  const [path = ""] = (request.url ?? "").split("?", 1);
  if (request.method === "POST" && path === uploadDoor.path) {
    void answer(request, response, uploadDoor, {}, (ctx, _parameters, query) => upload(ctx, request, query));
    return true;
  }
  const parameters = request.method === "GET" && matchPath(downloadDoor.path, path);
  if (parameters) void answer(request, response, downloadDoor, parameters, download);
  return Boolean(parameters);
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  door: Door,
  parameters: Record<string, string>,
  work: Work,
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

async function upload(ctx: Context, request: IncomingMessage, query: URLSearchParams): Promise<Response> {
  refuseQuery(query);
  const key = (request.headers["idempotency-key"] as string | undefined) ?? null;
  const stored = await receiveUpload(request, ({ fields, name, content }) => {
    const facts = JSON.stringify([fields, name, request.headers["content-length"]]);
    const fingerprint = () => fingerprintOf("POST", uploadDoor.path, facts);
    return answerOnce(uploadDoor, ctx, { key, fingerprint }, async () => {
      const input = { ...fields, name, content } as Parameters<typeof uploadFile>[0]["input"];
      const { fileId, ...file } = await uploadFile({ ctx, input });
      return { status: uploadDoor.status, body: { id: fileId, ...file } };
    });
  });
  return Response.json(stored.body, { status: stored.status });
}

async function download(ctx: Context, parameters: Record<string, string>, query: URLSearchParams): Promise<Response> {
  const input = inputOf(downloadDoor, Object.fromEntries(query), parameters) as GetFileInput;
  const { file, path } = await getFile({ ctx, input });
  const content = createReadStream(path);
  await new Promise((resolve, reject) => content.once("open", resolve).once("error", reject));
  return new Response(PulledStream.from<Uint8Array>(content) as ReadableStream<Uint8Array>, {
    headers: {
      "content-type": file.mediaType,
      "content-length": String(file.size),
      "content-disposition": `attachment; filename*=UTF-8''${encodeName(file.name)}`,
      "content-security-policy": "sandbox",
      "cache-control": "private, no-cache",
    },
  });
}

/** A name for the header, after RFC 8187. */
const encodeName = (name: string): string =>
  encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
