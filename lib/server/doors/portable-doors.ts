import { exportSession } from "#lib/application/portable/export-session.ts";
import { importSession } from "#lib/application/portable/import-session.ts";
import {
  exportSessionInput,
  FORMAT,
  importedSessionSchema,
  portableSession,
  VERSION,
} from "#lib/application/portable/schema.ts";
import { MAX_IMPORT_BYTES } from "#lib/domain/session/import-limits.ts";
import { door } from "./door.ts";
import { downloadDoor } from "./download-door.ts";

export const exportSessionDoor = downloadDoor({
  path: "/api/sessions/{sessionId}/export",
  summary: "A session to be taken along: as JSON, which can be imported, or as Markdown",
  description:
    "What the caller may read of it, with every branch. Of files there are names, types, sizes and hashes, and not their bytes; ids and secrets are not in it.",
  scope: "sessions:read",
  audit: "session.exported",
  input: exportSessionInput,
  verb: exportSession,
});

const said = { status: "complete", model: null, usage: null, orchestratorContext: null, error: null } as const;

export const importSessionDoor = door({
  method: "POST",
  path: "/api/sessions/import",
  summary: "Make a new session of what was exported as JSON",
  description:
    "The body is the file, up to 10 MB. The session is the caller's and has ids of its own; what was under way has stopped. A conversation with an agent that is not on offer here can be read and not be gone on with.",
  scope: "sessions:write",
  audit: "session.imported",
  servedBy: "raw",
  input: portableSession,
  example: {
    ...{ format: FORMAT, version: VERSION, exportedAt: "2026-11-21T10:00:00.000Z" },
    ...{ title: "Forecast for the third quarter", titleFrom: null, subject: null, status: "active" },
    createdAt: "2026-11-20T09:00:00.000Z",
    orchestratorContext: { activeOrchestrators: [], enablingServices: {}, workflowDelegationChain: [] },
    conversations: [
      {
        agent: "guide",
        name: "Guide",
        messages: [
          {
            ...{ ...said, number: 1, follows: null, role: "user", author: "me" },
            parts: [{ type: "text", text: "What will the third quarter bring?" }],
            createdAt: "2026-11-20T09:00:00.000Z",
          },
        ],
      },
    ],
  },
  answer: importedSessionSchema,
  status: 201,
  creates: true,
  maxBodyBytes: MAX_IMPORT_BYTES,
  verb: importSession,
});

/** Sessions on their way out of here and in again. */
export const portableDoors = [exportSessionDoor, importSessionDoor];
