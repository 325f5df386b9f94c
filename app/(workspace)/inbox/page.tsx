import type { Metadata } from "next";
import { InboxScreen } from "#components/inbox/inbox-screen.tsx";
import { PageFrame } from "#components/shell/page-frame.tsx";
import { listInbox } from "#lib/application/sessions/list-inbox.ts";
import { requireContext } from "#lib/server/request-context.ts";

export const metadata: Metadata = { title: "Inbox" };

export default async function InboxPage() {
  const ctx = await requireContext();
  return (
    <PageFrame title="Inbox">
      <InboxScreen first={await listInbox({ ctx, input: { limit: 30 } })} />
    </PageFrame>
  );
}
