"use client";
import { useEffect, useState } from "react";
import { Badge, type BadgeTone } from "#components/ui/badge.tsx";
import type { ApiDocument, ListedOperation } from "./document.ts";
import { OperationBody } from "./operation-body.tsx";

const TONES: Record<string, BadgeTone> = { GET: "success", DELETE: "danger", POST: "agent" };

/** One operation: a line that opens. Its address ends with its id. */
export function OperationView({ document, operation }: { document: ApiDocument; operation: ListedOperation }) {
  const { operationId, method, path, summary } = operation;
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const openNamed = () => setOpen((was) => was || window.location.hash === `#${operationId}`);
    openNamed();
    window.addEventListener("hashchange", openNamed);
    return () => window.removeEventListener("hashchange", openNamed);
  }, [operationId]);

  return (
    <details
      id={operationId}
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
      className="scroll-mt-20 rounded-lg border border-line bg-surface"
    >
      <summary className="flex flex-wrap items-baseline gap-x-2.5 gap-y-1 rounded-lg px-3 py-2.5 hover:bg-hover">
        <Badge tone={TONES[method] ?? "warning"} className="w-14 justify-center font-mono">
          {method}
        </Badge>
        <code className="min-w-0 break-all font-mono text-xs">{path}</code>
        <span className="min-w-0 basis-full text-muted text-ui sm:basis-auto">{summary}</span>
      </summary>
      {open ? <OperationBody document={document} operation={operation} /> : null}
    </details>
  );
}
