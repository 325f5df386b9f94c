"use client";
import { useSortable } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { FlaskConical } from "lucide-react";
import { useRouter } from "next/navigation";
import { AskingStatus } from "#components/settings/models/asking-status.tsx";
import { DEMO } from "#components/settings/models/connection.ts";
import { ModelMenu } from "#components/settings/models/model-menu.tsx";
import { MoveHandle, type Step } from "#components/settings/models/move-handle.tsx";
import { priceOf } from "#components/settings/models/price-words.ts";
import { useAsking } from "#components/settings/models/use-asking.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";
import { Ago } from "#components/ui/time.tsx";
import type { ConnectionResult, LlmConfigView } from "#lib/application/llm/schema.ts";
import { type ProviderRegistry, providerOf } from "#lib/domain/llm/provider.ts";

interface ModelRowProps {
  config: LlmConfigView;
  providers: ProviderRegistry;
  mayChange: boolean;
  isMovable: boolean;
  canMove(step: Step): boolean;
  onMove(step: Step, control: string): void;
}

export function ModelRow({ config, providers, mayChange, isMovable, canMove, onMove }: ModelRowProps) {
  const router = useRouter();
  const asking = useAsking();
  const sortable = useSortable({ id: config.id, disabled: !isMovable });
  const { setNodeRef, setActivatorNodeRef: ref, attributes, listeners, transform, transition, isDragging } = sortable;

  async function test() {
    const answer = await asking.ask<ConnectionResult>(`/api/llm-configs/${config.id}/test`, { method: "POST" });
    if (!answer) return;
    const { ok, message } = answer.ok
      ? { ok: answer.body.ok, message: answer.body.error?.message ?? "It works: the model has answered." }
      : { ok: false, message: answer.problem.detail };
    asking.say({ ok, message });
    router.refresh();
  }

  return (
    <li
      ref={setNodeRef}
      style={{ transform: CSS.Translate.toString(transform), transition }}
      className={cn(
        "relative grid gap-2 rounded-xl border border-line bg-surface px-4 py-3",
        isDragging && "z-10 shadow-lift",
      )}
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        {isMovable ? <MoveHandle {...{ config, canMove, onMove, drag: { attributes, listeners, ref } }} /> : null}
        <div className="min-w-0 flex-1 basis-44">
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium text-ui">
            <bdi className="min-w-0 break-words">{config.name}</bdi>
            {config.isDefault ? <Badge tone="success">default</Badge> : null}
          </p>
          <Facts config={config} providers={providers} />
        </div>
        {mayChange ? (
          <div className="ms-auto flex items-center gap-1">
            {config.provider === DEMO ? null : (
              <Button size="sm" disabled={asking.since !== null} onClick={() => void test()}>
                <FlaskConical /> Test
              </Button>
            )}
            <ModelMenu config={config} providers={providers} />
          </div>
        ) : null}
      </div>
      <AskingStatus asking={asking} />
    </li>
  );
}

/** Where it leads, what it costs, when it last worked. */
function Facts({ config, providers }: Pick<ModelRowProps, "config" | "providers">) {
  const { provider, model, deployment, baseUrl, wire, keyHint, validatedAt } = config;
  if (provider === DEMO)
    return (
      <p className="text-muted text-xs">Follows rules instead of thinking; answers only while no other model can.</p>
    );
  const spec = providerOf(providers, provider);
  const facts = [
    spec?.label ?? provider,
    deployment ? `${deployment} (${model})` : model,
    wire ? spec?.wires?.[wire]?.label : null,
    baseUrl && URL.canParse(baseUrl) ? new URL(baseUrl).host : null,
    keyHint ? `key ${keyHint}` : null,
    priceOf(config, providers) ?? "no price",
  ];
  return (
    <p className="break-words text-muted text-xs">
      {facts.filter(Boolean).join(" · ")}
      {validatedAt ? (
        <>
          {" · worked "}
          <Ago at={validatedAt} />
        </>
      ) : null}
    </p>
  );
}
