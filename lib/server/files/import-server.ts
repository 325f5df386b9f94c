import type { IncomingMessage, ServerResponse } from "node:http";
import { importSession } from "#lib/application/portable/import-session.ts";
import { readSession } from "#lib/application/portable/read-session.ts";
import { answerRaw } from "#lib/server/answer-raw.ts";
import { refuseQuery } from "#lib/server/doors/handle-door.ts";
import { answerOnce, fingerprintOf } from "#lib/server/doors/idempotent.ts";
import { importSessionDoor } from "#lib/server/doors/portable-doors.ts";
import { readBytes } from "#lib/server/live/read-json.ts";

const { method, path, status, maxBodyBytes } = importSessionDoor;

/** Answers the import of a session, whose body is larger than what passes through Next; false for everything else. */
export function serveImport(request: IncomingMessage, response: ServerResponse): boolean {
  const [asked] = (request.url ?? "").split("?", 1);
  if (request.method !== method || asked !== path) return false;
  void answerRaw(request, response, importSessionDoor, {}, async (ctx, _parameters, query) => {
    refuseQuery(query);
    const body = await readBytes(request, maxBodyBytes);
    const key = (request.headers["idempotency-key"] as string | undefined) ?? null;
    const fingerprint = () => fingerprintOf(method, path, body);
    const answer = await answerOnce(importSessionDoor, ctx, { key, fingerprint }, async () => {
      return { status, body: await importSession({ ctx, input: await readSession(body) }) };
    });
    return Response.json(answer.body, { status: answer.status });
  });
  return true;
}
