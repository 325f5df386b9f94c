"use client";
import { useEffect } from "react";
import { AgentMark, accent } from "#components/agents/agent-mark.tsx";
import { useAgent } from "#components/agents/agents-context.tsx";
import { useSession, useSessionStore } from "#components/chat/session-context.tsx";
import { turnOf } from "#components/chat/store/outbox.ts";
import { Button } from "#components/ui/button.tsx";
import type { HandoffPacket } from "#lib/domain/session/handoff.ts";

const MOMENT = 1_200;

/** Someone who is writing keeps their place. */
const isWriting = () => document.activeElement instanceof HTMLTextAreaElement && document.activeElement.value !== "";

/** After a hand-off the view follows to the next agent, gently, or offers to. */
export function HandoffOffer() {
  const offer = useSession((state) => state.offer);
  return offer ? <Offer key={offer.handoffId} packet={offer} /> : null;
}

function Offer({ packet }: { packet: HandoffPacket }) {
  const store = useSessionStore();
  const agent = useAgent(packet.toSlug);
  const settled = useSession((state) => !turnOf(state.view, packet.fromSlug));
  useEffect(() => {
    if (!settled) return;
    const timer = setTimeout(() => !isWriting() && store.open(packet.toSlug), MOMENT);
    return () => clearTimeout(timer);
  }, [settled, store, packet.toSlug]);
  return (
    <div
      role="status"
      {...accent(agent.colour)}
      className="fade-in-0 slide-in-from-bottom-2 flex animate-in flex-wrap justify-end items-center gap-2.5 rounded-xl border border-agent-line bg-agent-soft px-3 py-2 text-ui duration-200"
    >
      <AgentMark agent={agent} size="sm" />
      <span className="min-w-40 flex-1">{agent.name} takes it from here.</span>
      <Button size="sm" variant="ghost" onClick={store.dismissOffer}>
        Stay
      </Button>
      <Button size="sm" variant="agent" onClick={() => store.open(packet.toSlug)}>
        Open {agent.name}
      </Button>
    </div>
  );
}
