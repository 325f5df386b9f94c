"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { request } from "#components/api/request.ts";
import { DEMO } from "#components/settings/models/connection.ts";
import { Button } from "#components/ui/button.tsx";
import { toast } from "#components/ui/toast.tsx";

/** The model of our own, while it is not in use. It answers only while no other model can. */
export function DemoRow() {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  async function add() {
    setBusy(true);
    const body = { name: "Built-in demo", provider: DEMO, model: DEMO, scope: "workspace" };
    const answer = await request("/api/llm-configs", { method: "POST", body });
    setBusy(false);
    if (!answer.ok) return toast(answer.problem.detail, "error");
    router.refresh();
  }
  return (
    <div className="mt-2 flex flex-wrap items-center gap-3 rounded-xl border border-line border-dashed px-4 py-3">
      <p className="min-w-0 flex-1 basis-52 text-ui">
        <span className="font-medium">Built-in demo model</span>
        <span className="block text-muted text-xs">Follows rules instead of thinking, and needs no key.</span>
      </p>
      <Button size="sm" disabled={busy} onClick={add}>
        Use it
      </Button>
    </div>
  );
}
