"use client";
import { useSessionActions } from "#components/sessions/sessions-context.tsx";
import { Confirm } from "#components/ui/confirm.tsx";

interface EraseDialogProps {
  id: string;
  title: string;
  /** It is the session on screen. */
  open: boolean;
  onClose(): void;
}

/** Asks once before a session is deleted for good. */
export default function EraseDialog({ id, title, open, onClose }: EraseDialogProps) {
  const { erase } = useSessionActions();
  return (
    <Confirm
      title={`Delete “${title}” for good?`}
      points={[
        "Its conversations, files and results are deleted now, and what agents remember of it.",
        "What runs in it is stopped.",
        "Nothing brings it back. Export it first if you may want to read it again.",
      ]}
      action="Delete for good"
      onClose={onClose}
      onConfirm={() => erase(id, open)}
    />
  );
}
