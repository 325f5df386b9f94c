import type { AgentInfo } from "#components/agents/agent-info.ts";
import { isPassing } from "#components/api/problem.ts";
import { upload as send } from "#components/api/upload.ts";
import { fileSize } from "#components/chat/view/file-size.ts";
import type { FileType } from "#lib/domain/agent/definition.ts";
import type { PacketFile } from "#lib/domain/session/handoff.ts";

/** A file on its way. `progress` is 0 to 1. */
export interface Attachment {
  key: string;
  name: string;
  size: number;
  state: "uploading" | "ready" | "failed";
  progress: number;
  problem: string | null;
  /** Worth another try: it was not refused for what it is. */
  retryable: boolean;
  file: PacketFile | null;
}

const ENDINGS: Record<FileType, readonly string[]> = {
  pdf: ["pdf"],
  docx: ["docx"],
  xlsx: ["xlsx"],
  csv: ["csv", "tsv"],
  txt: ["txt", "md", "log"],
  json: ["json"],
};

/** For the file dialogue: ".pdf,.docx". */
export const acceptOf = (agent: AgentInfo): string =>
  agent.fileTypes.flatMap((type) => ENDINGS[type].map((ending) => `.${ending}`)).join(",");

/** What speaks against a file before it is sent; the server looks again, at its bytes. */
export function refusal(agent: AgentInfo, file: { name: string; size: number }): string | null {
  const ending = /\.([^.]+)$/.exec(file.name)?.[1]?.toLowerCase() ?? "";
  if (!agent.fileTypes.some((type) => ENDINGS[type].includes(ending))) {
    return `${agent.name} takes ${agent.fileTypes.join(", ")} files.`;
  }
  if (file.size === 0) return "This file is empty.";
  if (file.size > agent.maxFileBytes)
    return `Files may be up to ${fileSize(agent.maxFileBytes)}; this one has ${fileSize(file.size)}.`;
  return null;
}

interface Upload {
  sessionId: string;
  agent: string;
  file: File;
  onProgress(progress: number): void;
}

export type UploadResult = { file: PacketFile } | { problem: string; retryable: boolean };

/** Sends one file. Resolves with the stored file or with what went wrong; the second value calls it off. */
export function upload({ sessionId, agent, file, onProgress }: Upload): [Promise<UploadResult>, () => void] {
  const form = new FormData();
  form.set("sessionId", sessionId);
  form.set("agent", agent);
  form.set("file", file);
  const [sent, stop] = send<Omit<PacketFile, "fileId"> & { id: string }>("/api/files", form, { onProgress });
  const done = sent.then((answer): UploadResult => {
    if (!answer.ok) return { problem: answer.problem.detail, retryable: isPassing(answer.problem) };
    const { id: fileId, name, mediaType, size } = answer.body;
    return { file: { fileId, name, mediaType, size } };
  });
  return [done, stop];
}
