import {
  Archive,
  CircleCheck,
  CircleHelp,
  type LucideIcon,
  MessageSquare,
  PlayCircle,
  SlidersHorizontal,
  Sparkles,
  Users,
} from "lucide-react";
import type { EventSign } from "#components/agents/timeline/event-words.ts";

const ICONS: Record<EventSign, LucideIcon> = {
  made: Sparkles,
  archived: Archive,
  people: Users,
  preferences: SlidersHorizontal,
  session: PlayCircle,
  question: CircleHelp,
  message: MessageSquare,
  done: CircleCheck,
};

export function EventIcon({ sign, className }: { sign: EventSign; className?: string }) {
  const Icon = ICONS[sign];
  return <Icon aria-hidden className={className} />;
}
