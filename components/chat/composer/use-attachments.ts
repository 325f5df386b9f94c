"use client";
import { useCallback, useRef, useState } from "react";
import type { AgentInfo } from "#components/agents/agent-info.ts";
import { newId } from "#components/api/new-id.ts";
import { type Attachment, refusal, upload } from "#components/chat/composer/attachments.ts";

export interface Attachments {
  items: Attachment[];
  uploading: boolean;
  add(files: Iterable<File>): void;
  remove(key: string): void;
  tryAgain(key: string): void;
  /** Takes out what is ready; what was refused goes with it. */
  take(): NonNullable<Attachment["file"]>[];
}

/** The files of a message that is being written; each uploads at once. */
export function useAttachments(sessionId: string, agent: AgentInfo): Attachments {
  const [items, setItems] = useState<Attachment[]>([]);
  const sources = useRef(new Map<string, { file: File; stop: () => void }>());

  const change = useCallback((key: string, next: Partial<Attachment>) => {
    setItems((all) => all.map((one) => (one.key === key ? { ...one, ...next } : one)));
  }, []);

  const start = useCallback(
    async (key: string, file: File) => {
      const [done, stop] = upload({
        sessionId,
        agent: agent.slug,
        file,
        onProgress: (progress) => change(key, { progress }),
      });
      sources.current.set(key, { file, stop });
      const result = await done;
      if ("file" in result) change(key, { state: "ready", progress: 1, file: result.file, name: result.file.name });
      else change(key, { state: "failed", ...result });
    },
    [sessionId, agent.slug, change],
  );

  return {
    items,
    uploading: items.some((one) => one.state === "uploading"),
    add(files) {
      for (const file of files) {
        const key = newId();
        const problem = refusal(agent, file);
        const state = problem ? "failed" : "uploading";
        setItems((all) => [
          ...all,
          { key, name: file.name, size: file.size, state, progress: 0, problem, retryable: !problem, file: null },
        ]);
        if (!problem) void start(key, file);
      }
    },
    remove(key) {
      sources.current.get(key)?.stop();
      sources.current.delete(key);
      setItems((all) => all.filter((one) => one.key !== key));
    },
    tryAgain(key) {
      const source = sources.current.get(key);
      if (!source) return;
      change(key, { state: "uploading", progress: 0, problem: null });
      void start(key, source.file);
    },
    take() {
      setItems((all) => all.filter((one) => one.state !== "ready" && (one.state === "uploading" || one.retryable)));
      return items.flatMap((one) => one.file ?? []);
    },
  };
}
