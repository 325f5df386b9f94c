import { request } from "#components/api/request.ts";
import type { MemberView } from "#lib/application/members/schema.ts";

/** Everyone in the workspace who may come in; as far as they could be read. */
export async function readMembers(): Promise<MemberView[]> {
  const members: MemberView[] = [];
  for (let cursor = ""; ; ) {
    const page = await request<{ items: MemberView[]; nextCursor: string | null }>(`/api/members?limit=100${cursor}`);
    if (!page.ok) return members;
    members.push(...page.body.items);
    if (page.body.nextCursor === null) return members;
    cursor = `&cursor=${encodeURIComponent(page.body.nextCursor)}`;
  }
}
