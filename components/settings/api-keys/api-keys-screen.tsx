"use client";
import { Plus } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { KeyForm } from "#components/settings/api-keys/key-form.tsx";
import { KeyList, type KeyPage } from "#components/settings/api-keys/key-list.tsx";
import { NewKeyView } from "#components/settings/api-keys/new-key.tsx";
import { SettingsFrame } from "#components/settings/settings-frame.tsx";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import type { NewApiKeyView } from "#lib/application/api-keys/schema.ts";
import type { WorkspaceRole } from "#lib/domain/access.ts";
import { atLeast } from "#lib/domain/workspace/membership.ts";

interface ApiKeysScreenProps {
  keys: KeyPage;
  of: "me" | "workspace";
  role: WorkspaceRole;
}

const VIEWS = [
  { of: "me", href: "/settings/api-keys", name: "Mine" },
  { of: "workspace", href: "/settings/api-keys?of=workspace", name: "Everyone's" },
] as const;

export function ApiKeysScreen({ keys, of, role }: ApiKeysScreenProps) {
  const router = useRouter();
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<NewApiKeyView | null>(null);
  const mayMake = atLeast(role, "member");

  function close() {
    setMaking(false);
    if (made) router.refresh();
    setMade(null);
  }

  return (
    <SettingsFrame>
      <div className="mb-5 flex flex-wrap items-end justify-between gap-3">
        <div className="grid min-w-0 flex-1 basis-64 gap-1">
          <h2 className="font-semibold text-base">API keys</h2>
          <p className="max-w-prose text-muted text-ui">
            With a key a program does in your name what you could do here, over the{" "}
            <Link href="/api/docs" className="underline underline-offset-2">
              API
            </Link>
            .
          </p>
        </div>
        {mayMake ? (
          <Button variant="primary" onClick={() => setMaking(true)}>
            <Plus /> New key
          </Button>
        ) : null}
      </div>
      {atLeast(role, "admin") ? (
        <nav aria-label="Whose keys" className="mb-4 flex w-fit gap-1 rounded-lg bg-sunken p-1">
          {VIEWS.map((view) => (
            <Link
              key={view.of}
              href={view.href}
              aria-current={of === view.of ? "page" : undefined}
              className={cn(
                "rounded-md px-3 py-1 text-ui",
                of === view.of ? "bg-surface font-medium shadow-sm" : "text-muted hover:text-foreground",
              )}
            >
              {view.name}
            </Link>
          ))}
        </nav>
      ) : null}
      <KeyList first={keys} of={of} mayRename={mayMake} empty={<Empty of={of} mayMake={mayMake} />} />
      <Dialog
        open={making}
        onOpenChange={close}
        title={made ? `${made.name} is made` : "New API key"}
        className={made ? "max-w-lg" : ""}
      >
        {made ? <NewKeyView made={made} onDone={close} /> : <KeyForm onMade={setMade} onCancel={close} />}
      </Dialog>
    </SettingsFrame>
  );
}

function Empty({ of, mayMake }: { of: "me" | "workspace"; mayMake: boolean }) {
  if (!mayMake)
    return (
      <>
        <p className="text-sm">You can look at everything here, and make no keys.</p>
        <p className="max-w-md text-muted text-ui">
          This needs the role member in this workspace. An admin or owner can give it to you.
        </p>
      </>
    );
  return (
    <>
      <p className="text-sm">{of === "me" ? "You have no keys." : "Nobody has a key in this workspace."}</p>
      <p className="max-w-md text-muted text-ui">
        Make one for a script, an automation or another app. You choose what it may do and when it ends, and can revoke
        it at any time.
      </p>
    </>
  );
}
