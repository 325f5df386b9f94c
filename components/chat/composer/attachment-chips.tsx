import { CircleAlert, FileText, RotateCcw, X } from "lucide-react";
import type { Attachment } from "#components/chat/composer/attachments.ts";
import type { Attachments } from "#components/chat/composer/use-attachments.ts";
import { fileSize } from "#components/chat/view/file-size.ts";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";
import { Progress } from "#components/ui/progress.tsx";

interface AttachmentChipsProps {
  attachments: Pick<Attachments, "items" | "remove" | "tryAgain">;
  label?: string;
  className?: string;
}

export function AttachmentChips({ attachments, label = "Files of this message", className }: AttachmentChipsProps) {
  if (attachments.items.length === 0) return null;
  return (
    <ul className={cn("flex max-h-[30dvh] flex-wrap gap-2 overflow-y-auto px-3 pt-3", className)} aria-label={label}>
      {attachments.items.map((one) => (
        <Chip key={one.key} item={one} attachments={attachments} />
      ))}
    </ul>
  );
}

function Chip({ item, attachments }: { item: Attachment } & Pick<AttachmentChipsProps, "attachments">) {
  const failed = item.state === "failed";
  const Icon = failed ? CircleAlert : FileText;
  return (
    <li
      className={cn(
        "relative flex max-w-full items-center gap-2 overflow-hidden rounded-lg border py-1 ps-2.5 pe-1 text-ui",
        failed ? "border-danger/30 bg-danger-soft" : "border-line bg-sunken",
      )}
    >
      <Icon aria-hidden className={cn("size-4 shrink-0", failed ? "text-danger" : "text-muted")} />
      <span className="grid min-w-0">
        <bdi className="max-w-56 truncate">{item.name}</bdi>
        {failed ? (
          <span role="alert" className="max-w-72 text-danger text-xs">
            {item.problem}
          </span>
        ) : (
          <span className="text-muted text-xs">
            {item.state === "uploading"
              ? `${Math.round(item.progress * 100)} % of ${fileSize(item.size)}`
              : fileSize(item.size)}
          </span>
        )}
      </span>
      {failed && item.retryable ? (
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label={`Upload ${item.name} again`}
          onClick={() => attachments.tryAgain(item.key)}
        >
          <RotateCcw />
        </Button>
      ) : null}
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label={`Remove ${item.name}`}
        onClick={() => attachments.remove(item.key)}
      >
        <X />
      </Button>
      {item.state === "uploading" ? (
        <Progress
          value={item.progress * 100}
          label={`Uploading ${item.name}`}
          className="absolute inset-x-0 bottom-0 h-0.5 rounded-none"
        />
      ) : null}
    </li>
  );
}
