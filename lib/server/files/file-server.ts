import { createReadStream } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { ReadableStream as PulledStream } from "node:stream/web";
import type { Context } from "#lib/application/context.ts";
import { getFile } from "#lib/application/files/get-file.ts";
import type { GetFileInput } from "#lib/application/files/schema.ts";
import { uploadFile } from "#lib/application/files/upload-file.ts";
import { answerRaw, savedAs } from "#lib/server/answer-raw.ts";
import { downloadDoor, uploadDoor } from "#lib/server/doors/file-doors.ts";
import { inputOf, refuseQuery } from "#lib/server/doors/handle-door.ts";
import { answerOnce, fingerprintOf } from "#lib/server/doors/idempotent.ts";
import { matchPath } from "#lib/server/doors/path.ts";
import { receiveUpload } from "./receive-upload.ts";

/** Answers uploads and downloads, which must not pass through memory as a whole; false for everything else. */
export function serveFile(request: IncomingMessage, response: ServerResponse): boolean {
  const [path = ""] = (request.url ?? "").split("?", 1);
  if (request.method === "POST" && path === uploadDoor.path) {
    void answerRaw(request, response, uploadDoor, {}, (ctx, _parameters, query) => upload(ctx, request, query));
    return true;
  }
  const parameters = request.method === "GET" && matchPath(downloadDoor.path, path);
  if (parameters) void answerRaw(request, response, downloadDoor, parameters, download);
  return Boolean(parameters);
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
      ...savedAs(file.name, file.mediaType),
      "content-length": String(file.size),
      "cache-control": "private, no-cache",
    },
  });
}
