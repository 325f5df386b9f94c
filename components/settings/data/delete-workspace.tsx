"use client";
import { useState } from "react";
import { request } from "#components/api/request.ts";
import { Day } from "#components/deletion/day.tsx";
import { useLive } from "#components/live/live-provider.tsx";
import { Section } from "#components/settings/section.tsx";
import { Button } from "#components/ui/button.tsx";
import { Confirm } from "#components/ui/confirm.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { WorkspaceDeletionView } from "#lib/application/deletion/schema.ts";

const PATH = "/api/workspaces/current/deletion";

/** Takes the workspace away, two weeks later; for its owners. */
export function DeleteWorkspace({ workspace: { name, deleteAt } }: { workspace: WorkspaceDeletionView }) {
  const live = useLive();
  const [asking, setAsking] = useState(false);

  async function deleteIt(): Promise<string | null> {
    const answer = await request(PATH, { method: "POST", body: { name } });
    if (!answer.ok) return answer.problem.detail;
    comeBack();
    return null;
  }
  async function keep() {
    const answer = await request(PATH, { method: "DELETE" });
    if (!answer.ok) return toast(answer.problem.detail, "error");
    comeBack();
  }
  /** One's own line is cut as well: the page comes back with the rights that hold now. */
  function comeBack() {
    live?.close();
    location.reload();
  }

  if (deleteAt)
    return (
      <Section
        danger
        title="This workspace will be deleted"
        description={
          <>
            On <Day at={deleteAt} /> everything in it goes for good. Until then nobody can change anything.
          </>
        }
        aside={
          <Button variant="primary" onClick={() => void keep()}>
            Keep the workspace
          </Button>
        }
      />
    );
  return (
    <Section
      danger
      title="Delete the workspace"
      description="Everybody's sessions, agents and files in it, its models, keys, invitations and its audit log."
      aside={
        <Button variant="danger" onClick={() => setAsking(true)}>
          Delete the workspace
        </Button>
      }
    >
      {asking ? (
        <Confirm
          title={`Delete ${name}?`}
          points={[
            "From now on everybody in it can only read, and what runs is stopped.",
            "In 14 days all of it is deleted for good. Until then an owner can keep it.",
            "People keep their accounts and what they have in other workspaces.",
          ]}
          phrase={{ label: `Type the workspace's name, “${name}”`, text: name }}
          action="Delete the workspace"
          onClose={() => setAsking(false)}
          onConfirm={deleteIt}
        />
      ) : null}
    </Section>
  );
}
