"use client";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { request } from "#components/api/request.ts";
import { toast } from "#components/ui/toast.tsx";
import type { LlmConfigView } from "#lib/application/llm/schema.ts";

export interface Order {
  /** In the order in which they step in, as it is on the screen. */
  items: readonly LlmConfigView[];
  /** Puts one in the place of another; `focus` is the control that keeps the keyboard. */
  move(id: string, to: number, focus?: string): Promise<void>;
}

/** The order in which the models of a scope step in for each other: shown at once, then stored. */
export function useOrder(configs: readonly LlmConfigView[]): Order {
  const router = useRouter();
  const [moved, setMoved] = useState<readonly string[] | null>(null);
  const focus = useRef<string | undefined>(undefined);
  const wanted = useRef<readonly string[] | null>(null);
  const sending = useRef(false);
  const place = (id: string) => moved?.indexOf(id) ?? 0;
  const items = moved ? [...configs].sort((a, b) => place(a.id) - place(b.id)) : configs;

  // What the server says counts from here on.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new list is looked at
  useEffect(() => {
    if (!sending.current) setMoved(null);
  }, [configs]);
  // The list is drawn anew after a move: the keyboard stays where it was.
  // biome-ignore lint/correctness/useExhaustiveDependencies: after each move
  useEffect(() => {
    if (focus.current) document.getElementById(focus.current)?.focus();
    focus.current = undefined;
  }, [moved]);

  return {
    items,
    async move(id, to, control) {
      const ids = items.map((one) => one.id).filter((one) => one !== id);
      ids.splice(to, 0, id);
      focus.current = control;
      setMoved(ids);
      wanted.current = ids;
      if (sending.current) return;
      sending.current = true;
      // One after the other, so that the last one counts.
      while (wanted.current) {
        const body = { scope: configs[0]?.scope, ids: wanted.current };
        wanted.current = null;
        const answer = await request("/api/llm-configs/order", { method: "PUT", body, keepalive: true });
        if (answer.ok) continue;
        setMoved(null);
        void toast(answer.problem.detail, "error");
      }
      sending.current = false;
      router.refresh();
    },
  };
}
