import type { AgentDefinition } from "#lib/domain/agent/definition.ts";
import { DomainError, errorCode } from "#lib/domain/errors.ts";
import { safeFileName } from "#lib/domain/session/file-name.ts";
import { formatNumber } from "#lib/domain/session/format-value.ts";
import type { PacketFile } from "#lib/domain/session/handoff.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call } from "../context.ts";
import { parseInput } from "../parse-input.ts";
import type { FileFormat } from "../ports/services.ts";
import { requireOpen } from "../sessions/open-session.ts";
import { requireWriter } from "../sessions/require-access.ts";
import { uploadFileInput } from "./schema.ts";

export interface UploadFile {
  sessionId: string;
  agent: string;
  name: string;
  content: ReadableStream<Uint8Array>;
}

/**
 * Stores a file for an agent of a session and returns what a message needs to carry it. Its type is what its bytes say.
 * Whoever may write to the agent in a session of somebody else's, a mentee too, may give it files there.
 * A refused file leaves nothing behind. Errors: not_found, session_closed, validation_failed (the agent takes no files),
 * file_too_large, file_empty, file_broken, file_type_mismatch, file_type_unsupported, file_too_complex.
 */
export async function uploadFile({ ctx, input: { content, ...rest } }: Call<UploadFile>): Promise<PacketFile> {
  authorize(ctx, "sessions:write", "member");
  const { sessionId, agent: slug, name: given } = parseInput(uploadFileInput, rest);
  const { ports } = ctx;
  const viewer = { workspaceId: ctx.workspaceId, userId: ctx.actor.userId };
  const session = requireOpen(await ports.sessions.head(viewer, sessionId));
  const agent = ports.catalog.findAgent(slug);
  if (!agent) throw notFound("agent");
  if (session.access.kind === "shared")
    requireWriter(session, (await ports.sessions.heads(viewer, sessionId, agent.slug)).conversation);
  if (!agent.features.fileUpload) throw new DomainError("validation_failed", `${agent.name} does not take files.`);

  const fileId = ctx.newId();
  const name = safeFileName(given);
  const { size, sha256, path } = await ports.files.write(fileId, content, agent.maxFileBytes).catch((error) => {
    throw errorCode(error) === "file_too_large" ? tooLarge(agent, name) : error;
  });
  try {
    const { format, mime } = await ports.services.fileParser.sniff({ path, name });
    if (!takes(agent, format)) throw wrongType(agent, format);
    const file = { fileId, name, mediaType: mime, size };
    await ports.store.commit({
      files: [
        {
          ...file,
          workspaceId: ctx.workspaceId,
          sessionId,
          ownerId: viewer.userId,
          fileType: format,
          sha256,
          createdAt: ctx.now(),
        },
      ],
    });
    return file;
  } catch (error) {
    await ports.files.remove(fileId);
    throw error;
  }
}

/** A tsv is a csv to those who choose what an agent takes. */
const takes = (agent: AgentDefinition, format: FileFormat): boolean =>
  agent.fileTypes.includes(format === "tsv" ? "csv" : format);

const wrongType = (agent: AgentDefinition, format: FileFormat): DomainError =>
  new DomainError(
    "file_type_unsupported",
    `${agent.name} takes ${agent.fileTypes.join(", ")}; this is a ${format} file.`,
  );

function tooLarge(agent: AgentDefinition, name: string): DomainError {
  const limit = `${formatNumber(agent.maxFileBytes / 1024 / 1024, 0)} MB`;
  return new DomainError(
    "file_too_large",
    `${name} is too large: ${agent.name} takes files of up to ${limit}. Send a smaller part of it.`,
    { maxBytes: agent.maxFileBytes },
  );
}
