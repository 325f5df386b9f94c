"use client";
import { UserMinus } from "lucide-react";
import { useId, useState } from "react";
import { type Member, type People, usePeople } from "#components/agents/use-people.ts";
import type { Answer } from "#components/api/request.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Skeleton } from "#components/ui/card.tsx";
import { Field, Select } from "#components/ui/field.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { AssignmentsView, AssignmentView } from "#lib/application/agents/assignment-schema.ts";
import { AGENT_ROLES, type AgentRole } from "#lib/domain/agent/state.ts";

interface PeoplePanelProps {
  /** The agent's UUID, or the slug of the reader's own. */
  agent: string;
  /** As the server has read them; without it they are read here. */
  first?: AssignmentsView;
  /** Of an archived agent roles can only be taken away. */
  archived?: boolean;
  onChanged?: () => void;
}

/** Who has which role on an agent and what that comes to; for those who may, a way to change it. */
export function PeoplePanel({ agent, first, archived = false, onChanged }: PeoplePanelProps) {
  const people = usePeople(agent, first, onChanged);
  const { view, problem } = people;
  if (problem) return <p className="text-danger text-ui">{problem.detail}</p>;
  if (!view)
    return (
      <div className="grid gap-2" aria-busy>
        <Skeleton className="h-14" />
        <Skeleton className="h-14" />
      </div>
    );
  return (
    <div className="grid gap-3">
      <ul aria-label="People and roles" className="grid gap-2">
        {view.items.map((person) => (
          <PersonRow key={person.userId} person={person} people={people} archived={archived} />
        ))}
      </ul>
      {view.mayChange && !archived ? <AddPerson others={people.others} add={people.add} /> : null}
    </div>
  );
}

async function said(call: Promise<Answer<unknown>>): Promise<boolean> {
  const answer = await call;
  if (!answer.ok) await toast(answer.problem.detail, "error");
  return answer.ok;
}

interface PersonRowProps {
  person: AssignmentView;
  people: People;
  archived: boolean;
}

function PersonRow({ person, people, archived }: PersonRowProps) {
  const [busy, setBusy] = useState(false);
  const { userId, name, email, role, isOwner, access } = person;
  const mayChange = people.view?.mayChange && !isOwner;
  async function act(call: Promise<Answer<unknown>>) {
    setBusy(true);
    await said(call);
    setBusy(false);
  }
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-xl border border-line bg-surface px-4 py-3">
      <div className="min-w-48 flex-1">
        <p className="flex min-w-0 flex-wrap items-center gap-x-2 text-ui">
          <bdi className="truncate font-medium">{name}</bdi>
          {email ? <span className="truncate text-muted text-xs">{email}</span> : null}
          {isOwner ? <Badge tone="agent">owner</Badge> : mayChange && !archived ? null : <Badge>{role}</Badge>}
        </p>
        <p className="text-muted text-xs">{access}</p>
      </div>
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

const Roles = () =>
  AGENT_ROLES.map((role) => (
    <option key={role} value={role}>
      {role}
    </option>
  ));

function AddPerson({ others, add }: { others: readonly Member[]; add: People["add"] }) {
  const heading = useId();
  const [who, setWho] = useState("");
  const [role, setRole] = useState<AgentRole>("shared");
  const [busy, setBusy] = useState(false);
  if (others.length === 0)
    return <p className="text-muted text-xs">Everyone in this workspace has a role here. Invite people to add more.</p>;
  async function submit() {
    setBusy(true);
    if (await said(add(who, role))) setWho("");
    setBusy(false);
  }
  return (
    <form
      aria-labelledby={heading}
      className="grid gap-3 rounded-xl border border-line border-dashed px-4 py-3 sm:grid-cols-[1fr_9rem_auto] sm:items-end"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <h3 id={heading} className="font-medium text-ui sm:col-span-3">
        Add a person
      </h3>
      <Field label="Member">
        {(control) => (
          <Select {...control} value={who} required onChange={(event) => setWho(event.target.value)}>
            <option value="">Choose a member</option>
            {others.map(({ userId, name, email }) => (
              <option key={userId} value={userId}>
                {name} ({email})
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label="Role">
        {(control) => (
          <Select {...control} value={role} onChange={(event) => setRole(event.target.value as AgentRole)}>
            <Roles />
          </Select>
        )}
      </Field>
      <Button type="submit" variant="primary" disabled={busy || who === ""}>
        Add
      </Button>
    </form>
  );
}
