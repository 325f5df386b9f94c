"use client";
import { Upload } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { AttachmentChips } from "#components/chat/composer/attachment-chips.tsx";
import { type Attachment, acceptOf } from "#components/chat/composer/attachments.ts";
import { DropZone } from "#components/chat/composer/drop-zone.tsx";
import { useAttachments } from "#components/chat/composer/use-attachments.ts";
import { fileRequestOf } from "#components/chat/questions/file-model.ts";
import type { WidgetProps } from "#components/chat/questions/widget.ts";
import { Button } from "#components/ui/button.tsx";
import type { PacketFile } from "#lib/domain/session/handoff.ts";

const toAttachment = (file: PacketFile): Attachment => ({
  ...{ key: file.fileId, name: file.name, size: file.size, file },
  ...{ state: "ready", progress: 1, problem: null, retryable: false },
});

/** Files to drop or to pick; each goes up at once, and is still there after a refresh. */
export function FileWidget({ action, sessionId, agent, draft, disabled, labelledBy, onDraft, onSubmit }: WidgetProps) {
  const { accept, most } = fileRequestOf(action.schema, agent);
  const taker = { ...agent, fileTypes: accept };
  const uploads = useAttachments(sessionId, taker);
  const [kept, setKept] = useState<PacketFile[]>([]);
  const picker = useRef<HTMLInputElement>(null);
  const restored = useRef(false);

  // What an earlier page had uploaded comes with the first draft that is not of this one.
  useEffect(() => {
    if (restored.current || draft === null) return;
    restored.current = true;
    setKept(draft as unknown as PacketFile[]);
  }, [draft]);

  const files = [...kept, ...uploads.items.flatMap(({ file }) => file ?? [])];
  const ids = files.map(({ fileId }) => fileId).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the ids say which files there are
  useEffect(() => {
    if (ids === "" && !restored.current) return;
    restored.current = true;
    onDraft(files.map((file) => ({ ...file })));
  }, [ids]);

  const tooMany = files.length > most ? `At most ${most} ${most === 1 ? "file is" : "files are"} asked for.` : null;
  const shown = {
    ...uploads,
    items: [...kept.map(toAttachment), ...uploads.items],
    remove: (key: string) => {
      setKept((all) => all.filter(({ fileId }) => fileId !== key));
      uploads.remove(key);
    },
  };
  const types = accept.map((type) => type.toUpperCase()).join(", ");
  return (
    <DropZone label={disabled ? null : "Drop files here"} onFiles={uploads.add} className="relative grid gap-3">
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would take the drop zone's place */}
      <div
        role="group"
        aria-labelledby={labelledBy}
        className="grid justify-items-center gap-2 rounded-lg border border-line-strong/50 border-dashed px-4 py-5 text-center text-ui"
      >
        <Upload aria-hidden className="size-5 text-muted" />
        <Button size="sm" disabled={disabled} onClick={() => picker.current?.click()}>
          {most === 1 ? "Choose a file" : "Choose files"}
        </Button>
        <p className="text-muted text-xs">
          <span className="max-sm:hidden">or drop {most === 1 ? "it" : "them"} here · </span>
          {types}
          {most > 1 ? ` · up to ${most}` : null}
        </p>
        <input
          ref={picker}
          type="file"
          hidden
          multiple={most > 1}
          aria-label="Files for the answer"
          accept={acceptOf(taker)}
          onChange={(event) => {
            uploads.add(event.target.files ?? []);
            event.target.value = "";
          }}
        />
      </div>
      <AttachmentChips attachments={shown} label="Files of this answer" className="p-0" />
      {tooMany ? (
        <p role="alert" className="text-danger text-ui">
          {tooMany}
        </p>
      ) : null}
      <Button
        variant="agent"
        className="justify-self-start"
        disabled={disabled || uploads.uploading || files.length === 0 || tooMany !== null}
        onClick={() => onSubmit({ fileIds: files.map(({ fileId }) => fileId) })}
      >
        {uploads.uploading ? "Uploading" : "Send"}
      </Button>
    </DropZone>
  );
}
