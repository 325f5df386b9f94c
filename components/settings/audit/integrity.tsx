"use client";
import { ShieldAlert, ShieldCheck } from "lucide-react";
import { useState } from "react";
import { request } from "#components/api/request.ts";
import { Section } from "#components/settings/section.tsx";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { At } from "#components/ui/time.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { AuditVerificationView } from "#lib/application/audit/schema.ts";

/** Has the whole log recomputed, and says what came of it. */
export function Integrity() {
  const [result, setResult] = useState<AuditVerificationView | null>(null);
  const [busy, setBusy] = useState(false);
  async function check() {
    setBusy(true);
    const answer = await request<AuditVerificationView>("/api/audit/verification");
    setBusy(false);
    if (!answer.ok) return toast(answer.problem.detail, "error");
    setResult(answer.body);
  }
  return (
    <Section
      title="Is it whole?"
      description="Each entry carries a hash over itself and the one before, so nothing can be changed, removed or put in between without being noticed."
      aside={
        <Button disabled={busy} onClick={() => void check()}>
          {busy ? <Spinner /> : null} Check the log
        </Button>
      }
    >
      <div role="status">{result === null ? null : <Result {...result} />}</div>
    </Section>
  );
}

function Result({ fault, entries, since, head }: AuditVerificationView) {
  if (fault)
    return (
      <p className="flex gap-2 rounded-xl bg-danger-soft p-3 text-danger text-ui">
        <ShieldAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
        <span>
          The log was tampered with. Entry {fault.sequence}: {fault.reason}
        </span>
      </p>
    );
  if (!head || !since) return <p className="text-muted text-ui">There is nothing to check yet.</p>;
  const text = `${head.sequence}:${head.hash}`;
  return (
    <div className="grid gap-2 rounded-xl bg-success-soft p-3 text-ui">
      <p className="flex gap-2 text-success">
        <ShieldCheck aria-hidden className="mt-0.5 size-4 shrink-0" />
        <span>
          Whole since <At at={since} />: {entries === 1 ? "one entry fits" : `all ${entries} entries fit`}.
        </span>
      </p>
      <div className="flex items-center gap-2">
        <code className="min-w-0 flex-1 break-all text-xs">{text}</code>
        <CopyButton text={() => text} label="Copy the last hash" />
      </div>
      <p className="text-xs">
        Whoever has the database could write all of it anew. Keep this elsewhere:{" "}
        <code className="break-all">npm run tl -- verify-audit --workspace … --head …</code> compares with it later.
      </p>
    </div>
  );
}
