"use client";
import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ModelForm } from "#components/settings/model-form.tsx";
import { ModelList } from "#components/settings/model-list.tsx";
import { SettingsFrame } from "#components/settings/settings-frame.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { LlmConfigView } from "#lib/application/llm/schema.ts";
import type { ProviderRegistry } from "#lib/domain/llm/provider.ts";

interface ModelsScreenProps {
  configs: readonly LlmConfigView[];
  providers: ProviderRegistry;
}

export function ModelsScreen({ configs, providers }: ModelsScreenProps) {
  const router = useRouter();
  const [adding, setAdding] = useState(false);
  return (
    <SettingsFrame>
      <div className="mb-5 flex flex-wrap items-end justify-between gap-3">
        <div className="grid gap-1">
          <h2 className="font-semibold text-base">Models</h2>
          <p className="text-muted text-ui">
            What your agents think with. The default answers first; when it cannot, the others step in, from the top.
          </p>
        </div>
        <Button variant="primary" onClick={() => setAdding(true)}>
          <Plus /> Connect a model
        </Button>
      </div>
      <ModelList configs={configs} />
      <Dialog open={adding} onOpenChange={setAdding} title="Connect a model">
        <div className="p-5">
          <ModelForm
            providers={providers}
            onSaved={() => {
              setAdding(false);
              void toast("The model is connected and is now the default.");
              router.refresh();
            }}
          />
        </div>
      </Dialog>
    </SettingsFrame>
  );
}
