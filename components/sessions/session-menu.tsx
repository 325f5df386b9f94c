"use client";
import { Braces, FileText, Trash2 } from "lucide-react";
import { type ReactElement, Suspense, useState } from "react";
import { useRole } from "#components/account/me.tsx";
import { useSessionActions } from "#components/sessions/sessions-context.tsx";
import { Menu } from "#components/ui/menu.tsx";
import { whenNeeded } from "#components/ui/when-needed.ts";

const EraseDialog = whenNeeded(() => import("#components/sessions/erase-dialog.tsx"));

interface SessionMenuProps {
  id: string;
  title: string;
  /** It is the reader's own, and the one on screen. */
  own: boolean;
  open: boolean;
  trigger: ReactElement<Record<string, unknown>>;
}

/** What can be done with a session as a whole. */
export function SessionMenu({ id, title, own, open, trigger }: SessionMenuProps) {
  const { remove } = useSessionActions();
  const deletes = useRole() !== "viewer" && own;
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Menu
        trigger={trigger}
        entries={() => [
          { heading: "Export" },
          { name: "As Markdown", note: "To read", icon: <FileText />, onSelect: () => take(id, "markdown") },
          { name: "As JSON", note: "To import again", icon: <Braces />, onSelect: () => take(id, "json") },
          ...(deletes
            ? [
                { line: true } as const,
                { name: "Delete", icon: <Trash2 />, onSelect: () => void remove(id, open) },
                { name: "Delete for good…", icon: <Trash2 />, onSelect: () => setAsking(true) },
              ]
            : []),
        ]}
      />
      {asking ? (
        <Suspense>
          <EraseDialog id={id} title={title} open={open} onClose={() => setAsking(false)} />
        </Suspense>
      ) : null}
    </>
  );
}

/** The browser's own download: it is made while it comes, however long the session is. */
function take(id: string, format: "markdown" | "json"): void {
  const link = document.createElement("a");
  link.href = `/api/sessions/${id}/export?format=${format}`;
  link.download = "";
  link.click();
}
