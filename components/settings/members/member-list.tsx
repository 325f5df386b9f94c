"use client";
import { Search } from "lucide-react";
import { useState } from "react";
import { useMe } from "#components/account/me.tsx";
import { RemoveMember, SuspendMember } from "#components/settings/members/member-dialogs.tsx";
import { MemberRow } from "#components/settings/members/member-row.tsx";
import { type MemberPage, useMembers } from "#components/settings/members/use-members.ts";
import { Button } from "#components/ui/button.tsx";
import { Input } from "#components/ui/field.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import type { MemberView } from "#lib/application/members/schema.ts";
import type { WorkspaceRole } from "#lib/domain/access.ts";
import { atLeast } from "#lib/domain/access.ts";

type Asking = { what: "suspend" | "remove"; member: MemberView } | null;

/** Everybody in the workspace; for admins, with what they may change. */
export function MemberList({ role, first }: { role: WorkspaceRole; first: MemberPage }) {
  const me = useMe();
  const members = useMembers(first, atLeast(role, "admin"));
  const [asking, setAsking] = useState<Asking>(null);
  const { page, text, problem } = members;
  return (
    <div className="grid grid-cols-1 gap-3">
      <div className="relative max-w-sm">
        <Search aria-hidden className="pointer-events-none absolute start-3 top-3 size-3.5 text-muted" />
        <Input
          type="search"
          value={text}
          aria-label="Search members"
          placeholder="Search by name or e-mail address"
          className="ps-9"
          onChange={(event) => members.setText(event.target.value)}
        />
        {members.searching ? <Spinner className="absolute end-3 top-3 text-muted" /> : null}
      </div>
      {problem ? (
        <p role="alert" className="text-danger text-ui">
          {problem.detail}
        </p>
      ) : null}
      {page.items.length > 0 ? (
        <ul aria-label="Members" className="grid grid-cols-1 gap-2">
          {page.items.map((member) => (
            <MemberRow
              key={member.userId}
              {...{ member, role, members }}
              isMe={member.userId === me}
              onSuspend={() => setAsking({ what: "suspend", member })}
              onRemove={() => setAsking({ what: "remove", member })}
            />
          ))}
        </ul>
      ) : (
        <p className="rounded-xl border border-line border-dashed px-4 py-8 text-center text-muted text-ui">
          Nobody here matches “{text.trim()}”.
        </p>
      )}
      {page.nextCursor ? (
        <Button className="justify-self-center" onClick={() => void members.more()}>
          Show more
        </Button>
      ) : null}
      {asking?.what === "suspend" ? (
        <SuspendMember {...{ members }} member={asking.member} onClose={() => setAsking(null)} />
      ) : null}
      {asking?.what === "remove" ? (
        <RemoveMember {...{ members }} member={asking.member} onClose={() => setAsking(null)} />
      ) : null}
    </div>
  );
}
