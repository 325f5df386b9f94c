"use client";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { request } from "#components/api/request.ts";
import { DEMO } from "#components/settings/connection.ts";
import { toast } from "#components/ui/toast.tsx";
import type { LlmConfigView } from "#lib/application/llm/schema.ts";

type Step = -1 | 1;

/** The order in which models step in for each other: the workspace's, then one's own. A demo steps in for nobody. */
export function useOrder(configs: readonly LlmConfigView[]) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const moved = useRef<string | null>(null);
  const scopeOf = ({ scope }: LlmConfigView) => configs.filter((one) => one.scope === scope);
  const real = (all: readonly LlmConfigView[]) => all.filter((one) => one.provider !== DEMO);
  const buttonId = ({ id }: LlmConfigView, step: Step) => `move-${id}-${step}`;
  const neighbour = (config: LlmConfigView, step: Step): LlmConfigView | undefined => {
    const all = real(scopeOf(config));
    return all[all.indexOf(config) + step];
  };

  // The list is drawn anew after a move: the keyboard stays where it was.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new list is looked at
  useEffect(() => {
    if (moved.current) document.getElementById(moved.current)?.focus();
    moved.current = null;
  }, [configs]);

  return {
    buttonId,
    neighbour,
    movable: (config: LlmConfigView) => config.provider !== DEMO && real(scopeOf(config)).length > 1,
    async move(config: LlmConfigView, step: Step) {
      const other = neighbour(config, step);
      if (!other || busy) return;
      const swapped = new Map([
        [config.id, other.id],
        [other.id, config.id],
      ]);
      const ids = scopeOf(config).map(({ id }) => swapped.get(id) ?? id);
      setBusy(true);
      const answer = await request("/api/llm-configs/order", { method: "PUT", body: { scope: config.scope, ids } });
      setBusy(false);
      if (!answer.ok) return toast(answer.problem.detail, "error");
      moved.current = buttonId(config, step);
      router.refresh();
    },
  };
}
