"use client";
import { Eye } from "lucide-react";
import type { ReactNode } from "react";
import { useRole } from "#components/account/me.tsx";
import { useAgent } from "#components/agents/agents-context.tsx";
import { useSession } from "#components/chat/session-context.tsx";
import { roleOf } from "#components/chat/view/role-of.ts";

/** In the composer's place for who only looks on; above it for whose words wait for an approval. */
export function ReadOnlyBar({ slug, children }: { slug: string; children: ReactNode }) {
  const { name } = useAgent(slug);
  const role = useSession((state) => roleOf(state.view, slug));
  const isViewer = useRole() === "viewer";
  const owner = useSession((state) => state.view.people[state.view.ownerId] ?? "its owner");
  if (role === "mentee" && !isViewer)
    return (
      <div className="grid gap-1.5">
        {children}
        <p className="px-2 text-muted text-xs">
          What you write to {name} is sent once a primary or shared person has approved it.
        </p>
      </div>
    );
  if ((role === "primary" || role === "shared") && !isViewer) return children;
  return (
    <p className="flex items-center gap-2.5 rounded-2xl border border-line bg-sunken px-4 py-3 text-muted text-ui">
      <Eye aria-hidden className="size-4 shrink-0" />
      {isViewer
        ? "You are a viewer of this workspace: you read here, and cannot write. Ask an admin for the role member."
        : role === "observer"
          ? `You observe this conversation, so you cannot write here. Ask ${owner} for another role.`
          : `This conversation is not shared with you. Ask ${owner} for a role on ${name}.`}
    </p>
  );
}
