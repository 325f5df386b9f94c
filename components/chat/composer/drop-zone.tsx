"use client";
import { Upload } from "lucide-react";
import { type DragEvent, type ReactNode, useRef, useState } from "react";

interface DropZoneProps {
  /** What the drop will do, or null where files are not taken. */
  label: string | null;
  onFiles(files: FileList): void;
  className?: string;
  children: ReactNode;
}

const carriesFiles = (event: DragEvent) => event.dataTransfer.types.includes("Files");

/** Takes files that are dropped anywhere on it. */
export function DropZone({ label, onFiles, className, children }: DropZoneProps) {
  const depth = useRef(0);
  const [over, setOver] = useState(false);
  const leave = () => {
    depth.current = 0;
    setOver(false);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the button "Attach files" is the first
    <div
      className={className}
      onDragEnter={(event) => {
        if (!label || !carriesFiles(event)) return;
        depth.current += 1;
        setOver(true);
      }}
      onDragOver={(event) => carriesFiles(event) && event.preventDefault()}
      onDragLeave={() => {
        depth.current -= 1;
        if (depth.current <= 0) leave();
      }}
      onDrop={(event) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        leave();
        if (label) onFiles(event.dataTransfer.files);
      }}
    >
      {children}
      {over ? (
        <div className="pointer-events-none absolute inset-2 z-10 grid place-items-center rounded-2xl border-2 border-agent-fill border-dashed bg-background/85">
          <p className="flex items-center gap-2 font-medium text-agent-ink">
            <Upload aria-hidden className="size-5" />
            {label}
          </p>
        </div>
      ) : null}
    </div>
  );
}
