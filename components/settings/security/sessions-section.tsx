"use client";
import { Laptop, Smartphone } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { request } from "#components/api/request.ts";
import { Section } from "#components/settings/section.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Ago } from "#components/ui/time.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { AuthSessionView } from "#lib/application/sign-ins/schema.ts";

/** Where one is signed in, each with a button that ends it at once. */
export function SessionsSection({ sessions }: { sessions: readonly AuthSessionView[] }) {
  const router = useRouter();
  const [busy, setBusy] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const others = sessions.filter((one) => !one.current);

  async function end(id: string | null, done: string) {
    setBusy(id ?? "all");
    const answer = await request(id ? `/api/auth-sessions/${id}` : "/api/auth-sessions", { method: "DELETE" });
    setBusy(null);
    setAsking(false);
    // What has ended meanwhile is as wanted.
    if (!answer.ok && answer.problem.status !== 404) return toast(answer.problem.detail, "error");
    void toast(done);
    router.refresh();
  }

  return (
    <Section
      title="Where you are signed in"
      description="A browser that you sign out here can do nothing more within a second, wherever it is."
      aside={
        others.length > 0 ? (
          <Button variant="danger" size="sm" onClick={() => setAsking(true)}>
            Sign out all others
          </Button>
        ) : null
      }
    >
      <ul className="grid gap-2">
        {sessions.map((session) => (
          <SessionRow
            key={session.id}
            session={session}
            busy={busy === session.id}
            onEnd={() => end(session.id, `${session.device} is signed out.`)}
          />
        ))}
      </ul>
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title="Sign out all others?"
        description={`${others.length === 1 ? "One browser has" : `${others.length} browsers have`} to sign in again. You stay signed in here.`}
      >
        <div className="flex justify-end gap-2 p-5">
          <Button onClick={() => setAsking(false)}>Cancel</Button>
          <Button variant="danger" disabled={busy !== null} onClick={() => end(null, "All others are signed out.")}>
            Sign out all others
          </Button>
        </div>
      </Dialog>
    </Section>
  );
}

const PHONE = /iPhone|iPad|Android/;

function SessionRow({ session, busy, onEnd }: { session: AuthSessionView; busy: boolean; onEnd(): void }) {
  const { device, address, createdAt, lastUsedAt, current } = session;
  const Icon = PHONE.test(device) ? Smartphone : Laptop;
  return (
    <li className="flex items-center gap-3 rounded-xl border border-line bg-surface px-4 py-3">
      <Icon aria-hidden className="size-4.5 shrink-0 text-muted" />
      <div className="grid min-w-0 flex-1 gap-0.5">
        <p className="flex flex-wrap items-center gap-x-2 font-medium text-ui">
          <bdi className="truncate">{device}</bdi>
          {current ? <Badge tone="success">This one</Badge> : null}
        </p>
        <p className="text-muted text-xs">
          {address ? <bdi>{address}</bdi> : "Address unknown"}
          {current ? null : (
            <>
              {" · last used "}
              <Ago at={lastUsedAt} />
            </>
          )}
          {" · signed in "}
          <Ago at={createdAt} />
        </p>
      </div>
      {current ? null : (
        <Button size="sm" disabled={busy} onClick={onEnd} aria-label={`Sign out ${device}`}>
          Sign out
        </Button>
      )}
    </li>
  );
}
