"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { request } from "#components/api/request.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { ApiKeyView } from "#lib/application/api-keys/schema.ts";

/** Asks once, and says what it will do. */
export function RevokeKey({ item, onClose }: { item: ApiKeyView; onClose(): void }) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  async function revoke() {
    setBusy(true);
    const answer = await request(`/api/api-keys/${item.id}`, { method: "DELETE" });
    setBusy(false);
    onClose();
    if (!answer.ok) return toast(answer.problem.detail, "error");
    void toast(`${item.name} opens nothing any more.`);
    router.refresh();
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Revoke ${item.name}?`}
      description="Every program that uses it is refused from this moment on, and its open connections end. This cannot be taken back; what was done with it stays."
    >
      <div className="flex justify-end gap-2 p-5">
        <Button onClick={onClose}>Keep</Button>
        <Button variant="danger" disabled={busy} onClick={() => void revoke()}>
          Revoke
        </Button>
      </div>
    </Dialog>
  );
}
