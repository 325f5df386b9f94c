import { Eye } from "lucide-react";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { PageFrame } from "#components/shell/page-frame.tsx";
import { listSessions } from "#lib/application/sessions/list-sessions.ts";
import { requireContext } from "#lib/server/request-context.ts";

export const metadata: Metadata = { title: "Sessions" };

/** Where somebody lands who has no session to look at and may begin none. */
export default async function SessionsPage() {
  const ctx = await requireContext();
  const { items } = await listSessions({ ctx, input: { limit: 1 } });
  if (ctx.role !== "viewer" || items[0]) redirect("/");
  return (
    <PageFrame title="Sessions">
      <div className="grid justify-items-center gap-3 py-20 text-center">
        <Eye aria-hidden strokeWidth={1.25} className="size-9 text-line-strong" />
        <h2 className="font-medium text-sm">Nothing is shared with you yet</h2>
        <p className="max-w-sm text-muted text-ui leading-relaxed">
          You are a viewer of this workspace. Once somebody gives you a role on one of their agents, its conversations
          are listed here, to read. To begin sessions of your own, ask an admin for the role member.
        </p>
      </div>
    </PageFrame>
  );
}
