import { FileSpreadsheet, FileText, type LucideIcon } from "lucide-react";
import { fileSize } from "#components/chat/view/file-size.ts";
import type { PacketFile } from "#lib/domain/session/handoff.ts";

const SHEETS = /csv|sheet|excel/;
const iconFor = (mediaType: string): LucideIcon => (SHEETS.test(mediaType) ? FileSpreadsheet : FileText);

/** A stored file: opens as a download. */
export function FileChip({ file }: { file: PacketFile }) {
  const Icon = iconFor(file.mediaType);
  return (
    <a
      href={`/api/files/${encodeURIComponent(file.fileId)}`}
      download
      className="inline-flex max-w-full items-center gap-2 rounded-lg border border-line bg-surface px-2.5 py-1.5 text-ui hover:border-line-strong/50 hover:bg-hover"
    >
      <Icon aria-hidden className="size-4 shrink-0 text-muted" />
      <span className="truncate">
        <bdi>{file.name}</bdi>
      </span>
      <span className="shrink-0 text-muted text-xs">{fileSize(file.size)}</span>
    </a>
  );
}
