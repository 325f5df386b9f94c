import { FileSpreadsheet, FileText, type LucideIcon } from "lucide-react";
import { fileSize } from "#components/chat/view/file-size.ts";
import { cn } from "#components/ui/cn.ts";
import type { PacketFile } from "#lib/domain/session/handoff.ts";

const SHEETS = /csv|sheet|excel/;
const iconFor = (mediaType: string): LucideIcon => (SHEETS.test(mediaType) ? FileSpreadsheet : FileText);

const CHIP = "inline-flex max-w-full items-center gap-2 rounded-lg border border-line px-2.5 py-1.5 text-ui";

/** A stored file: opens as a download. Of one that was not imported with its session there is the name. */
export function FileChip({ file }: { file: PacketFile }) {
  const Icon = iconFor(file.mediaType);
  const body = (
    <>
      <Icon aria-hidden className="size-4 shrink-0 text-muted" />
      <span className="truncate">
        <bdi>{file.name}</bdi>
      </span>
      <span className="shrink-0 text-muted text-xs">{file.absent ? "not imported" : fileSize(file.size)}</span>
    </>
  );
  if (file.absent) return <span className={cn(CHIP, "border-dashed text-muted")}>{body}</span>;
  return (
    <a
      href={`/api/files/${encodeURIComponent(file.fileId)}`}
      download
      className={cn(CHIP, "bg-surface hover:border-line-strong/50 hover:bg-hover")}
    >
      {body}
    </a>
  );
}
