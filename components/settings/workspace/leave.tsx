"use client";
import { useState } from "react";
import { request } from "#components/api/request.ts";
import { useLive } from "#components/live/live-provider.tsx";
import { Section } from "#components/settings/section.tsx";
import { Button } from "#components/ui/button.tsx";
import { Confirm } from "#components/ui/confirm.tsx";

/** Takes oneself out of the workspace. */
export function Leave({ workspace, isOwner }: { workspace: string; isOwner: boolean }) {
  const live = useLive();
  const [asking, setAsking] = useState(false);

  async function leave(): Promise<string | null> {
    const answer = await request("/api/workspaces/current/leave", { method: "POST", body: {} });
    if (!answer.ok) return answer.problem.detail;
    live?.close();
    location.assign("/");
    return null;
  }

  return (
    <Section
      title="Leave this workspace"
      description={
        isOwner
          ? "An owner can leave when there is another owner. Hand the workspace over first."
          : "You can come back when somebody invites you again."
      }
      aside={
        <Button variant="danger" onClick={() => setAsking(true)}>
          Leave
        </Button>
      }
    >
      {asking ? (
        <Confirm
          title={`Leave ${workspace}?`}
          points={[
            "You no longer see this workspace, and what runs in your name here is stopped.",
            "Your sessions and agents stay private: nobody else can open them. They are yours again when you are invited again.",
            "Your API keys of this workspace end for good.",
          ]}
          action="Leave"
          onClose={() => setAsking(false)}
          onConfirm={leave}
        />
      ) : null}
    </Section>
  );
}
