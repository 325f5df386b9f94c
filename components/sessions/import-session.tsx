"use client";
import { FileUp } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { newId } from "#components/api/new-id.ts";
import type { Problem } from "#components/api/problem.ts";
import { upload } from "#components/api/upload.ts";
import { fileSize } from "#components/chat/view/file-size.ts";
import { useUi } from "#components/shell/ui-store.ts";
import { buttonClass } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import { Progress } from "#components/ui/progress.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { ImportedSession } from "#lib/application/portable/schema.ts";
import { MAX_IMPORT_BYTES } from "#lib/domain/session/import-limits.ts";

const NO_SESSION = "This file is no session. Choose one that was exported as JSON.";

/** Chooses a file and brings the session in it in. */
export default function ImportSession({ onClose }: { onClose(): void }) {
  const router = useRouter();
  const [progress, setProgress] = useState<number | null>(null);
  const [fault, setFault] = useState<string[]>([]);
  const stop = useRef<(() => void) | null>(null);
  useEffect(() => () => stop.current?.(), []);

  async function bringIn(file: File) {
    setFault([]);
    if (file.size > MAX_IMPORT_BYTES)
      return setFault([
        `Sessions of up to ${fileSize(MAX_IMPORT_BYTES)} can be imported; this file has ${fileSize(file.size)}.`,
      ]);
    const headers = { "content-type": "application/json", "idempotency-key": newId() };
    setProgress(0);
    const [done, callOff] = upload<ImportedSession>("/api/sessions/import", file, { headers, onProgress: setProgress });
    stop.current = callOff;
    const answer = await done;
    stop.current = null;
    setProgress(null);
    if (!answer.ok) return setFault(wordsOf(answer.problem));
    const { id, messages, readOnly } = answer.body;
    useUi.setState({ sidebarSheet: false });
    onClose();
    router.push(`/sessions/${id}`);
    const toRead = readOnly.length > 0 ? ` Only to be read here: ${readOnly.join(", ")}.` : "";
    void toast(`Imported with ${messages === 1 ? "1 message" : `${messages} messages`}.${toRead}`);
  }

  return (
    <Dialog open onOpenChange={onClose} title="Import a session">
      <div className="grid gap-4 p-5">
        <p className="text-ui">
          A file that was exported as JSON, here or elsewhere. It becomes a new session of yours with all its branches;
          files that were attached are named in it and stay where they are.
        </p>
        {fault.length > 0 ? (
          <div role="alert" className="grid gap-1 rounded-lg bg-danger-soft px-3 py-2 text-danger text-ui">
            {fault.map((line) => (
              <p key={line} className="wrap-anywhere">
                {line}
              </p>
            ))}
          </div>
        ) : null}
        {progress === null ? null : (
          <div className="grid gap-1.5" role="status">
            <p className="text-muted text-ui">{progress < 1 ? "Sending the file…" : "Reading it…"}</p>
            <Progress value={progress < 1 ? progress * 100 : null} label="Import" />
          </div>
        )}
        <label
          className={cn(
            buttonClass({ variant: "primary" }),
            "justify-self-end focus-within:outline-2 focus-within:outline-ring focus-within:outline-offset-2",
            progress === null ? "cursor-pointer" : "pointer-events-none opacity-45",
          )}
        >
          <FileUp aria-hidden /> Choose a file
          <input
            type="file"
            accept=".json,application/json"
            className="sr-only"
            disabled={progress !== null}
            onChange={({ currentTarget }) => {
              const [file] = currentTarget.files ?? [];
              currentTarget.value = "";
              if (file) void bringIn(file);
            }}
          />
        </label>
      </div>
    </Dialog>
  );
}

/** What is wrong with a file, the first places of it by name. */
function wordsOf({ code, detail, errors }: Problem): string[] {
  if (code === "malformed_body" || errors.some(({ path }) => path === "format" || path === "")) return [NO_SESSION];
  const places = errors.slice(0, 5).map(({ path, message }) => `${path}: ${message}`);
  return places.length > 0 ? [...new Set(places)] : [detail];
}
