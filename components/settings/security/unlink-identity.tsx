"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ProofForm } from "#components/settings/security/proof-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { SecurityView } from "#lib/application/sign-ins/schema.ts";

interface UnlinkIdentityProps {
  identity: SecurityView["identities"][number];
  hasPassword: boolean;
  /** Without it nobody could sign in to the account any more. */
  isLastWayIn: boolean;
  /** It has the account's own address, by which the provider lets people in and links them again. */
  comesBack: boolean;
}

/** Removes an account elsewhere, after the password; the last way in stays. */
export function UnlinkIdentity({ identity: { id, email }, hasPassword, isLastWayIn, comesBack }: UnlinkIdentityProps) {
  const router = useRouter();
  const [open, setOpen] = useState(false);

  function onDone() {
    setOpen(false);
    void toast(`${email} is removed.`);
    router.refresh();
  }

  return (
    <>
      <Button size="sm" onClick={() => setOpen(true)} aria-label={`Remove ${email}`}>
        Remove
      </Button>
      <Dialog open={open} onOpenChange={setOpen} title={isLastWayIn ? "This is your only way in" : `Remove ${email}?`}>
        {isLastWayIn ? (
          <div className="grid gap-4 p-5">
            <p className="text-muted text-ui leading-relaxed">
              You sign in with this account and have no password. Set one on this page first, under Password. Then you
              can remove this account.
            </p>
            <div className="flex justify-end">
              <Button onClick={() => setOpen(false)}>Understood</Button>
            </div>
          </div>
        ) : (
          <ProofForm
            path={`/api/identities/${id}/unlink`}
            hasPassword={hasPassword}
            danger
            submit="Remove"
            onDone={onDone}
          >
            <p className="text-muted text-ui leading-relaxed">
              You can no longer sign in with it, and every browser but this one is signed out.
              {comesBack ? " As it has your address here, signing in with it later links it again." : ""}
            </p>
          </ProofForm>
        )}
      </Dialog>
    </>
  );
}
