"use client";
import { Plus } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useKeptDialog } from "#components/forms/use-kept.ts";
import { KeyForm } from "#components/settings/api-keys/key-form.tsx";
import { KeyList, type KeyPage } from "#components/settings/api-keys/key-list.tsx";
import { NewKeyView } from "#components/settings/api-keys/new-key.tsx";
import { NeedsRole } from "#components/settings/needs-role.tsx";
import { Section } from "#components/settings/section.tsx";
import { SettingsFrame } from "#components/settings/settings-frame.tsx";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import type { NewApiKeyView } from "#lib/application/api-keys/schema.ts";
import type { WorkspaceRole } from "#lib/domain/access.ts";
import { atLeast } from "#lib/domain/access.ts";

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
  const [making, setMaking, giveUp] = useKeptDialog("api-key");
  const [made, setMade] = useState<NewApiKeyView | null>(null);
  const mayMake = atLeast(role, "member");

  function close() {
    setMaking(false);
    if (made) router.refresh();
    setMade(null);
  }

  return (
    <SettingsFrame>
      <div className="grid grid-cols-1">
        <Section
          title="API keys"
          description={
            <>
              With a key a program does in your name what you could do here, over the{" "}
              <Link href="/api/docs" className="underline underline-offset-2">
                API
              </Link>
              .
            </>
          }
          aside={
            mayMake ? (
              <Button variant="primary" onClick={() => setMaking(true)}>
                <Plus /> New key
              </Button>
            ) : null
          }
        >
          {atLeast(role, "admin") ? (
            <nav aria-label="Whose keys" className="flex w-fit gap-1 rounded-lg bg-sunken p-1">
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
          {mayMake || keys.items.length > 0 ? (
            <KeyList first={keys} of={of} mayRename={mayMake} />
          ) : (
            <NeedsRole least="member">You can look at everything here, and make no keys.</NeedsRole>
          )}
        </Section>
      </div>
      <Dialog
        open={making}
        onOpenChange={close}
        title={made ? `${made.name} is made` : "New API key"}
        className={made ? "max-w-lg" : ""}
      >
        {made ? <NewKeyView made={made} onDone={close} /> : <KeyForm onMade={setMade} onCancel={giveUp} />}
      </Dialog>
    </SettingsFrame>
  );
}
