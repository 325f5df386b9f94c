"use client";
import { useEffect, useState } from "react";
import { useMe } from "#components/account/me.tsx";
import { readMembers } from "#components/account/read-members.ts";
import { request } from "#components/api/request.ts";
import { Section } from "#components/settings/section.tsx";
import { Button } from "#components/ui/button.tsx";
import { Confirm } from "#components/ui/confirm.tsx";
import { Field, Select } from "#components/ui/field.tsx";
import type { MemberView } from "#lib/application/members/schema.ts";

/** Hands the workspace over to another member. */
export function Ownership({ workspace }: { workspace: string }) {
  const [asking, setAsking] = useState(false);
  return (
    <Section
      title="Ownership"
      description="The new owner may do everything here. You stay as an admin."
      aside={<Button onClick={() => setAsking(true)}>Hand it over</Button>}
    >
      {asking ? <HandOver workspace={workspace} onClose={() => setAsking(false)} /> : null}
    </Section>
  );
}

function HandOver({ workspace, onClose }: { workspace: string; onClose(): void }) {
  const me = useMe();
  const [members, setMembers] = useState<readonly MemberView[] | null>(null);
  const [userId, setUserId] = useState("");
  useEffect(() => {
    void readMembers().then((all) => setMembers(all.filter((one) => one.userId !== me)));
  }, [me]);

  async function handOver(): Promise<string | null> {
    if (userId === "") return "Choose the new owner first.";
    const body = { userId, workspaceName: workspace };
    const answer = await request("/api/workspaces/current/transfer", { method: "POST", body });
    if (!answer.ok) return answer.problem.detail;
    location.reload();
    return null;
  }

  return (
    <Confirm
      title={`Hand over ${workspace}`}
      points={[
        "The new owner may do everything, also to your role.",
        "You become an admin. Only the new owner can give it back to you.",
      ]}
      phrase={{ label: `Type the workspace's name, “${workspace}”`, text: workspace }}
      action="Hand it over"
      onClose={onClose}
      onConfirm={handOver}
    >
      <Field
        label="New owner"
        hint={members?.length === 0 ? "Nobody else is in this workspace. Invite somebody first." : undefined}
      >
        {(control) => (
          <Select
            {...control}
            value={userId}
            disabled={!members?.length}
            onChange={(event) => setUserId(event.target.value)}
          >
            <option value="">Choose a member</option>
            {members?.map(({ userId, name, email }) => (
              <option key={userId} value={userId}>
                {name} ({email})
              </option>
            ))}
          </Select>
        )}
      </Field>
    </Confirm>
  );
}
