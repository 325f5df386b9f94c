"use client";
import { Archive, ArrowRight, Plus } from "lucide-react";
import Link from "next/link";
import type { AgentInfo } from "#components/agents/agent-info.ts";
import { AgentMark } from "#components/agents/agent-mark.tsx";
import { CATEGORY_WORDS } from "#components/agents/categories.ts";
import type { AgentPageData } from "#components/agents/page/page-data.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button, buttonClass } from "#components/ui/button.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import type { AgentDetail } from "#lib/domain/agent/view.ts";

interface PageHeaderProps {
  agent: AgentInfo;
  data: AgentPageData;
  /** It takes no further session while those are open that it has. */
  full: boolean;
  starting: boolean;
  onStart: () => void;
  onArchive: () => void;
}

/** Who this is, and the one thing that most people come for: a session with it. */
export function PageHeader({ agent, data, full, starting, onStart, onArchive }: PageHeaderProps) {
  const { detail, rights } = data;
  return (
    <header className="flex flex-wrap items-start gap-4">
      <AgentMark agent={agent} size="lg" />
      <div className="grid min-w-52 flex-1 gap-1.5">
        <p className="text-base">{detail.description}</p>
        <p className="flex flex-wrap gap-1.5">
          <Badge tone="agent">{CATEGORY_WORDS[agent.category]}</Badge>
          {detail.name === agent.name ? null : <Badge>{agent.name}</Badge>}
          {detail.status === "archived" ? <Badge tone="warning">archived</Badge> : null}
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        {rights.archive ? (
          <Button onClick={onArchive}>
            <Archive /> Archive
          </Button>
        ) : null}
        {rights.start ? <Start detail={detail} full={full} starting={starting} onStart={onStart} /> : null}
      </div>
    </header>
  );
}

type StartProps = Pick<PageHeaderProps, "full" | "starting" | "onStart"> & { detail: AgentDetail };

/** An agent that takes no further session leads to the one that is open. */
function Start({ detail, full, starting, onStart }: StartProps) {
  const open = detail.activeSessions.at(-1);
  if (full && open)
    return (
      <Link href={`/sessions/${open.sessionId}?agent=${detail.slug}`} className={buttonClass({ variant: "agent" })}>
        Go on with its session <ArrowRight />
      </Link>
    );
  return (
    <Button variant="agent" disabled={starting} onClick={onStart}>
      {starting ? <Spinner /> : <Plus />} Start a session
    </Button>
  );
}
