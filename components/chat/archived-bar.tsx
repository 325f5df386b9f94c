"use client";
import { Archive } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { useAgent, useAgents } from "#components/agents/agents-context.tsx";
import { useSession } from "#components/chat/session-context.tsx";
import { isOwn } from "#components/chat/view/role-of.ts";
import { At } from "#components/ui/time.tsx";

/** In the composer's place once the conversation's agent is archived: its owner goes on with a fresh one. */
export function ArchivedBar({ slug, children }: { slug: string; children: ReactNode }) {
  const { name } = useAgent(slug);
  const archived = useSession((state) => state.view.conversations[slug]?.archived);
  const isKnown = useAgents().some((one) => one.slug === slug);
  const own = useSession((state) => isOwn(state.view));
  if (!archived) return children;
  return (
    <div
      role="status"
      className="flex flex-wrap items-center gap-x-3 gap-y-1.5 rounded-2xl border border-line bg-sunken px-4 py-3 text-muted text-ui"
    >
      <Archive aria-hidden className="size-4 shrink-0" />
      <p dir="auto" className="min-w-0 flex-1 basis-52 wrap-anywhere">
        {name} was archived on <At at={archived.at} />
        {archived.reason ? `: ${archived.reason}` : ""}. What was said stays readable.
      </p>
      {own && isKnown ? (
        <Link href={`/agents/${slug}`} className="underline underline-offset-2">
          Go on with a fresh {name}
        </Link>
      ) : null}
    </div>
  );
}
