import type { IncomingMessage, ServerResponse } from "node:http";
import { ReadableStream as PulledStream } from "node:stream/web";
import type { Context } from "#lib/application/context.ts";
import type { Archive, Download } from "#lib/application/download.ts";
import { answerRaw, savedAs } from "#lib/server/answer-raw.ts";
import { exportAuditDoor } from "#lib/server/doors/audit-doors.ts";
import { exportUsageDoor } from "#lib/server/doors/budget-doors.ts";
import { exportMyDataDoor, exportWorkspaceDoor } from "#lib/server/doors/data-doors.ts";
import type { Door } from "#lib/server/doors/door.ts";
import { inputOf } from "#lib/server/doors/handle-door.ts";
import { matchPath } from "#lib/server/doors/path.ts";
import { exportSessionDoor } from "#lib/server/doors/portable-doors.ts";
import { zipArchive } from "./zip-archive.ts";

const downloads: readonly Door[] = [
  ...[exportAuditDoor, exportUsageDoor, exportMyDataDoor, exportWorkspaceDoor],
  exportSessionDoor,
];

/** Answers the doors of files that are made while they are sent; false for everything else. */
export function serveDownload(request: IncomingMessage, response: ServerResponse): boolean {
  const [path = ""] = (request.url ?? "").split("?", 1);
  const door = request.method === "GET" && downloads.find((one) => matchPath(one.path, path));
  if (!door) return false;
  void answerRaw(request, response, door, matchPath(door.path, path) ?? {}, async (ctx, parameters, query) => {
    const verb = door.verb as unknown as (call: { ctx: Context; input: unknown }) => Promise<Download | Archive>;
    const { name, mediaType, content } = fileOf(
      await verb({ ctx, input: inputOf(door, Object.fromEntries(query), parameters) }),
    );
    return new Response(PulledStream.from(bytesOf(content)) as ReadableStream<Uint8Array>, {
      headers: savedAs(name, mediaType),
    });
  });
  return true;
}

const fileOf = (made: Download | Archive): Download =>
  "files" in made ? { name: made.name, mediaType: "application/zip", content: zipArchive(made.files) } : made;

const encoder = new TextEncoder();

async function* bytesOf(content: AsyncIterable<string | Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of content) yield typeof piece === "string" ? encoder.encode(piece) : piece;
}
