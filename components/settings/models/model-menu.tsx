"use client";
import { Ellipsis, KeyRound, Pencil, Star, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { request } from "#components/api/request.ts";
import { useKeptDialog } from "#components/forms/use-kept.ts";
import { DEMO } from "#components/settings/models/connection.ts";
import { DeleteModel } from "#components/settings/models/delete-model.tsx";
import { ModelForm } from "#components/settings/models/model-form.tsx";
import { RotateKey } from "#components/settings/models/rotate-key.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Menu } from "#components/ui/menu.tsx";
import type { MenuEntry } from "#components/ui/menu-entry.ts";
import { toast } from "#components/ui/toast.tsx";
import type { LlmConfigView } from "#lib/application/llm/schema.ts";
import type { ProviderRegistry } from "#lib/domain/llm/provider.ts";

/** What can be done with a model, and the dialogs for it. */
export function ModelMenu({ config, providers }: { config: LlmConfigView; providers: ProviderRegistry }) {
  const router = useRouter();
  const [open, setOpen] = useState<"rotate" | "delete" | null>(null);
  const [editing, setEditing, giveUp] = useKeptDialog(`model:${config.id}`);
  const close = () => setOpen(null);

  function done(text: string) {
    close();
    setEditing(false);
    void toast(text);
    router.refresh();
  }

  async function makeDefault() {
    const answer = await request(`/api/llm-configs/${config.id}`, { method: "PATCH", body: { isDefault: true } });
    if (!answer.ok) return toast(answer.problem.detail, "error");
    done(`${config.name} answers by default now.`);
  }

  const entries = (): MenuEntry[] => [
    ...(config.provider === DEMO ? [] : [{ name: "Edit", icon: <Pencil />, onSelect: () => setEditing(true) }]),
    ...(config.keyHint ? [{ name: "Replace the key", icon: <KeyRound />, onSelect: () => setOpen("rotate") }] : []),
    ...(config.isDefault || config.provider === DEMO
      ? []
      : [{ name: "Make it the default", icon: <Star />, onSelect: () => void makeDefault() }]),
    { name: "Delete", icon: <Trash2 />, onSelect: () => setOpen("delete") },
  ];

  return (
    <>
      <Menu
        align="end"
        entries={entries}
        trigger={
          <Button size="icon-sm" variant="ghost" aria-label={`More for ${config.name}`}>
            <Ellipsis />
          </Button>
        }
      />
      <Dialog open={editing} onOpenChange={setEditing} title={`Edit ${config.name}`}>
        <div className="p-5">
          <ModelForm
            providers={providers}
            config={config}
            onSaved={({ name }) => done(`${name} is saved.`)}
            aside={<Button onClick={giveUp}>Cancel</Button>}
          />
        </div>
      </Dialog>
      <RotateKey open={open === "rotate"} config={config} onClose={close} onDone={() => done("The key is replaced.")} />
      <DeleteModel
        open={open === "delete"}
        config={config}
        onClose={close}
        onDone={() => done(`${config.name} is deleted.`)}
      />
    </>
  );
}
