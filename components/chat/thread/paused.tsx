"use client";
import { CirclePause } from "lucide-react";
import Link from "next/link";
import { useSession } from "#components/chat/session-context.tsx";
import { describePause } from "#lib/domain/budget/pause.ts";

/** Which budget an answer waits for, and when it goes on. */
export function Paused({ turnId }: { turnId: string }) {
  const pause = useSession((state) => state.view.turns[turnId]?.pause);
  if (!pause) return null;
  const { what, next } = describePause(pause);
  return (
    <div
      role="status"
      className="flex items-start gap-3 rounded-xl border border-warning/30 bg-warning-soft px-3.5 py-2.5 text-ui"
    >
      <CirclePause aria-hidden className="mt-0.5 size-4 shrink-0 text-warning" />
      <div className="grid min-w-0 gap-1">
        <p dir="auto" className="break-words">
          <span className="font-medium">Paused.</span> {what}
        </p>
        <p className="text-muted">
          {next}{" "}
          <Link href="/settings/budgets" prefetch={false} className="underline underline-offset-2">
            Budgets and usage
          </Link>
        </p>
      </div>
    </div>
  );
}
