import Link from "next/link";
import type { AgentInfo } from "#components/agents/agent-info.ts";
import type { AgentPageData } from "#components/agents/page/page-data.ts";
import { At } from "#components/ui/time.tsx";

const note = "grid gap-1 rounded-xl border border-line bg-sunken px-4 py-3 text-ui";

/** What one has to know before anything else here: that the agent is archived, or somebody else's. */
export function StandingNote({ agent, data: { detail, me, people } }: { agent: AgentInfo; data: AgentPageData }) {
  const owner = people.items.find((one) => one.isOwner);
  const mine = people.items.find((one) => one.userId === me);
  return (
    <>
      {detail.status === "archived" ? (
        <p className={note}>
          <span>
            Archived {detail.archivedAt ? <At at={detail.archivedAt} /> : null}
            {detail.archiveReason ? `: ${detail.archiveReason}` : ""}. What it did stays readable here.
          </span>
          {detail.ownerId === me ? (
            <Link href={`/agents/${detail.slug}`} className="justify-self-start underline underline-offset-2">
              Open your current {agent.name}
            </Link>
          ) : null}
        </p>
      ) : null}
      {detail.ownerId !== me ? (
        <p className={note}>
          <span>
            This is <bdi>{owner?.name ?? "another person"}</bdi>’s agent. Your role is {detail.role}.
          </span>
          <span className="text-muted">{mine?.access}</span>
        </p>
      ) : null}
    </>
  );
}
