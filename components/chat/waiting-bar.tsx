"use client";
import { Hourglass } from "lucide-react";
import { useAgent } from "#components/agents/agents-context.tsx";
import { useSession, useSessionStore } from "#components/chat/session-context.tsx";
import { questionIn } from "#components/chat/store/outbox.ts";
import { acts, roleOf } from "#components/chat/view/role-of.ts";
import { Button } from "#components/ui/button.tsx";

/** Above the composer while the agent waits for an answer: wherever one has scrolled, the question is one press away. */
export function WaitingBar({ slug }: { slug: string }) {
  const store = useSessionStore();
  const { name } = useAgent(slug);
  const id = useSession((state) => questionIn(state.view, slug)?.id);
  const mine = useSession((state) => acts(roleOf(state.view, slug)));
  if (!id) return null;
  return (
    <div className="flex items-center gap-2 px-2 text-muted text-ui">
      <Hourglass aria-hidden className="size-3.5 text-warning" />
      <span>
        {name} waits for {mine ? "your answer" : "an answer"}
      </span>
      <Button size="sm" variant="ghost" className="ms-auto" onClick={() => store.seek(id)}>
        <span>
          Show<span className="max-sm:sr-only"> the question</span>
        </span>
      </Button>
    </div>
  );
}
