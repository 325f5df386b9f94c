import type { CSSProperties } from "react";
import { AgentIcon } from "#components/agents/agent-icon.tsx";
import type { AgentInfo } from "#components/agents/agent-info.ts";
import { cn } from "#components/ui/cn.ts";

/** Gives everything inside the accent of an agent: spread it on an element. */
export const accent = (colour: string) => ({ "data-accent": "", style: { "--agent": colour } as CSSProperties });

const SIZES = {
  sm: "size-5 rounded-md [&_svg]:size-3",
  md: "size-7 rounded-lg [&_svg]:size-4",
  lg: "size-10 rounded-xl [&_svg]:size-5",
};

/** An agent's face: its icon on its colour. The name always stands beside it, so it is silent. */
export function AgentMark({
  agent,
  size = "md",
  className,
}: {
  agent: AgentInfo;
  size?: keyof typeof SIZES;
  className?: string;
}) {
  return (
    <span
      aria-hidden
      {...accent(agent.colour)}
      className={cn("inline-grid shrink-0 place-items-center bg-agent-soft text-agent-ink", SIZES[size], className)}
    >
      <AgentIcon icon={agent.icon} />
    </span>
  );
}
