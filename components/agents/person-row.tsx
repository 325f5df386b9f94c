"use client";
import { UserMinus } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { People } from "#components/agents/use-people.ts";
import type { Answer } from "#components/api/request.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Select } from "#components/ui/field.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { AssignmentView } from "#lib/application/agents/assignment-schema.ts";
import { AGENT_ROLES, type AgentRole } from "#lib/domain/agent/state.ts";

/** True when it went well; what went wrong is told. */
export async function said(call: Promise<Answer<unknown>>): Promise<boolean> {
  const answer = await call;
  if (!answer.ok) await toast(answer.problem.detail, "error");
  return answer.ok;
}

interface PersonRowProps {
  person: AssignmentView;
  people: People;
  archived: boolean;
  /** How somebody takes themselves off this list; in the row of the reader alone. */
  leave: ReactNode;
}

/** A person of an agent: role, what it comes to, and for those who may, how to change it. */
export function PersonRow({ person, people, archived, leave }: PersonRowProps) {
  const [busy, setBusy] = useState(false);
  const { userId, name, email, role, isOwner, access } = person;
  const mayChange = people.view?.mayChange && !isOwner && !leave;
  async function act(call: Promise<Answer<unknown>>) {
    setBusy(true);
    await said(call);
    setBusy(false);
  }
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-xl border border-line bg-surface px-4 py-3">
      <div className="min-w-0 flex-1 basis-48">
        <p className="flex min-w-0 flex-wrap items-center gap-x-2 text-ui">
          <bdi className="min-w-0 truncate font-medium">{name}</bdi>
          {email ? <span className="min-w-0 truncate text-muted text-xs">{email}</span> : null}
          {isOwner ? <Badge tone="agent">owner</Badge> : mayChange && !archived ? null : <Badge>{role}</Badge>}
        </p>
        <p className="text-muted text-xs">{access}</p>
      </div>
      {leave}
      {mayChange ? (
        <div className="flex items-center gap-1">
          {busy ? <Spinner /> : null}
          {archived ? null : (
            <Select
              aria-label={`Role of ${name}`}
              className="h-8 w-28 text-ui"
              value={role}
              disabled={busy}
              onChange={(event) => void act(people.change(userId, event.target.value as AgentRole))}
            >
              <Roles />
            </Select>
          )}
          <Button
            size="icon-sm"
            variant="ghost"
            aria-label={`Remove ${name}`}
            disabled={busy}
            onClick={() => void act(people.remove(userId))}
          >
            <UserMinus />
          </Button>
        </div>
      ) : null}
    </li>
  );
}

export const Roles = () =>
  AGENT_ROLES.map((role) => (
    <option key={role} value={role}>
      {role}
    </option>
  ));
