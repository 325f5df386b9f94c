"use client";
import type { ReactNode } from "react";
import type { AgentInfo } from "#components/agents/agent-info.ts";
import type { AgentAbout } from "#components/agents/page/page-data.ts";
import { Section } from "#components/agents/page/section.tsx";
import { fileSize } from "#components/chat/view/file-size.ts";
import { Markdown } from "#components/markdown/markdown.tsx";
import { Badge } from "#components/ui/badge.tsx";

interface AboutProps {
  agent: AgentInfo;
  about: AgentAbout;
  /** Begins a session with these words; without it the starters are only read. */
  onStart: ((words: string) => void) | null;
}

/** What an agent can do and how it begins. */
export function About({ agent, about, onStart }: AboutProps) {
  return (
    <Section id="about">
      {agent.greeting ? (
        <div className="rounded-xl border border-line bg-surface p-4 text-msg">
          <Markdown text={agent.greeting} />
        </div>
      ) : null}
      {agent.starters.length > 0 && onStart ? (
        <ul aria-label="Good first words" className="grid gap-2 sm:grid-cols-2">
          {agent.starters.map((starter) => (
            <li key={starter}>
              <button
                type="button"
                className="h-full w-full rounded-xl border border-line bg-surface px-4 py-3 text-start text-sm hover:border-agent-line hover:bg-agent-soft"
                onClick={() => onStart(starter)}
              >
                {starter}
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      <dl className="grid gap-x-8 gap-y-3 text-ui sm:grid-cols-[8rem_1fr]">
        <Line name="Can">
          <Words all={agent.capabilities} none="Talk with you" />
        </Line>
        <Line name="Tools">
          <Words all={about.tools} none="None" />
        </Line>
        {about.workflows.length > 0 ? (
          <Line name="Workflows">
            <ul className="grid gap-1">
              {about.workflows.map(({ title, description }) => (
                <li key={title}>
                  <span className="font-medium">{title}</span> <span className="text-muted">{description}</span>
                </li>
              ))}
            </ul>
          </Line>
        ) : null}
        <Line name="Files">
          {agent.fileUpload
            ? `${agent.fileTypes.join(", ")} up to ${fileSize(agent.maxFileBytes)} each`
            : "Takes no files"}
        </Line>
        <Line name="Sessions">
          {about.maxConcurrentSessions === null
            ? "As many at a time as you like"
            : `${about.maxConcurrentSessions} at a time`}
        </Line>
        <Line name="Addresses">
          <span className="wrap-anywhere">{about.paths.map((path) => `/${path}`).join(" · ")}</span>
        </Line>
      </dl>
    </Section>
  );
}

const Line = ({ name, children }: { name: string; children: ReactNode }) => (
  <div className="grid gap-0.5 sm:contents">
    <dt className="text-muted">{name}</dt>
    <dd className="min-w-0">{children}</dd>
  </div>
);

const Words = ({ all, none }: { all: readonly string[]; none: string }) =>
  all.length === 0 ? (
    none
  ) : (
    <span className="flex flex-wrap gap-1.5">
      {all.map((one) => (
        <Badge key={one}>{one.replaceAll("_", " ")}</Badge>
      ))}
    </span>
  );
