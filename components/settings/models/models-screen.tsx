"use client";
import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { useKeptDialog } from "#components/forms/use-kept.ts";
import { DEMO } from "#components/settings/models/connection.ts";
import { DemoRow } from "#components/settings/models/demo-row.tsx";
import { ModelForm } from "#components/settings/models/model-form.tsx";
import { ModelList } from "#components/settings/models/model-list.tsx";
import { SettingsFrame } from "#components/settings/settings-frame.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { LlmConfigView } from "#lib/application/llm/schema.ts";
import type { WorkspaceRole } from "#lib/domain/access.ts";
import { atLeast } from "#lib/domain/access.ts";
import type { ProviderRegistry } from "#lib/domain/llm/provider.ts";

interface ModelsScreenProps {
  configs: readonly LlmConfigView[];
  providers: ProviderRegistry;
  role: WorkspaceRole;
}

export function ModelsScreen({ configs, providers, role }: ModelsScreenProps) {
  const router = useRouter();
  const [adding, setAdding] = useKeptDialog("model:new");
  const isAdmin = atLeast(role, "admin");
  const mayOwn = atLeast(role, "member");
  const shared = configs.filter(({ scope }) => scope === "workspace");
  const own = configs.filter(({ scope }) => scope === "user");
  const scopes = isAdmin ? (["workspace", "user"] as const) : (["user"] as const);
  return (
    <SettingsFrame>
      <div className="mb-5 flex flex-wrap items-end justify-between gap-3">
        <div className="grid min-w-0 flex-1 basis-64 gap-1">
          <h2 className="font-semibold text-base">Models</h2>
          <p className="max-w-prose text-muted text-ui">
            What your agents think with. The default answers first; when it cannot, the others step in, from the top.
          </p>
        </div>
        {mayOwn ? (
          <Button variant="primary" onClick={() => setAdding(true)}>
            <Plus /> Connect a model
          </Button>
        ) : null}
      </div>
      <div className="grid gap-7">
        <Part
          title="Of the workspace"
          note={isAdmin ? null : "Everyone here may use these. Admins and owners change them."}
        >
          {shared.length > 0 ? (
            <ModelList configs={shared} providers={providers} label="Models of the workspace" mayChange={isAdmin} />
          ) : isAdmin ? null : (
            <p className="text-muted text-ui">There is none yet. Ask an admin to connect one.</p>
          )}
          {isAdmin && !shared.some(({ provider }) => provider === DEMO) ? <DemoRow /> : null}
        </Part>
        {mayOwn ? (
          <Part
            title="Only yours"
            note="Nobody else sees or uses these. They answer where the workspace has no default."
          >
            {own.length > 0 ? (
              <ModelList configs={own} providers={providers} label="Your own models" mayChange />
            ) : (
              <p className="text-muted text-ui">You have none of your own.</p>
            )}
          </Part>
        ) : (
          <p className="max-w-prose text-muted text-ui">
            You can see what the agents think with, and connect no models. This needs the role member in this workspace;
            an admin or owner can give it to you.
          </p>
        )}
      </div>
      <Dialog open={adding} onOpenChange={setAdding} title="Connect a model">
        <div className="p-5">
          <ModelForm
            providers={providers}
            scopes={scopes}
            hasDefault={(isAdmin ? shared : own).some(({ isDefault }) => isDefault)}
            onSaved={({ name, isDefault }) => {
              setAdding(false);
              void toast(`${name} is connected${isDefault ? " and answers by default" : ""}.`);
              router.refresh();
            }}
          />
        </div>
      </Dialog>
    </SettingsFrame>
  );
}

function Part({ title, note, children }: { title: string; note: string | null; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h3 className="mb-1 font-medium text-ui">{title}</h3>
      {note ? <p className="mb-2 text-muted text-xs">{note}</p> : null}
      {children}
    </section>
  );
}
