"use client";
import { useId, useState } from "react";
import { useMe } from "#components/account/me.tsx";
import { LeaveAgent } from "#components/agents/leave-agent.tsx";
import { PersonRow, Roles, said } from "#components/agents/person-row.tsx";
import { type Member, type People, usePeople } from "#components/agents/use-people.ts";
import { Button } from "#components/ui/button.tsx";
import { Skeleton } from "#components/ui/card.tsx";
import { Field, Select } from "#components/ui/field.tsx";
import type { AssignmentsView } from "#lib/application/agents/assignment-schema.ts";
import type { AgentRole } from "#lib/domain/agent/state.ts";

interface PeoplePanelProps {
  /** The agent's UUID, or the slug of the reader's own. */
  agent: string;
  name: string;
  /** As the server has read them; without it they are read here. */
  first?: AssignmentsView;
  /** Of an archived agent roles can only be taken away. */
  archived?: boolean;
  onChanged?: () => void;
}

/** Who has which role on an agent and what that comes to; for those who may, a way to change it. */
export function PeoplePanel({ agent, name, first, archived = false, onChanged }: PeoplePanelProps) {
  const people = usePeople(agent, first, onChanged);
  const me = useMe();
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
    <div className="grid grid-cols-1 gap-3">
      <ul aria-label="People and roles" className="grid grid-cols-1 gap-2">
        {view.items.map((person) => (
          <PersonRow
            key={person.userId}
            {...{ person, people, archived }}
            leave={
              person.userId === me && !person.isOwner ? (
                <LeaveAgent {...{ agent, name, me }} role={person.role} />
              ) : null
            }
          />
        ))}
      </ul>
      {view.mayChange && !archived ? <AddPerson others={people.others} add={people.add} /> : null}
    </div>
  );
}

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
