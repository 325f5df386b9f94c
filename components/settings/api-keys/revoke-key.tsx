"use client";
import { useRouter } from "next/navigation";
import { request } from "#components/api/request.ts";
import { Confirm } from "#components/ui/confirm.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { ApiKeyView } from "#lib/application/api-keys/schema.ts";

export function RevokeKey({ item, onClose }: { item: ApiKeyView; onClose(): void }) {
  const router = useRouter();
  async function revoke(): Promise<string | null> {
    const answer = await request(`/api/api-keys/${item.id}`, { method: "DELETE" });
    if (!answer.ok) return answer.problem.detail;
    void toast(`${item.name} opens nothing any more.`);
    router.refresh();
    return null;
  }
  return (
    <Confirm
      title={`Revoke ${item.name}?`}
      points={[
        "Every program that uses it is refused from this moment on, and its open connections end.",
        "What was done with it stays.",
        "This cannot be taken back: make a new key instead.",
      ]}
      action="Revoke"
      onClose={onClose}
      onConfirm={revoke}
    />
  );
}
