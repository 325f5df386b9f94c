import Link from "next/link";
import { FACT_GROUPS, type FactChange } from "#components/agents/timeline/facts.ts";
import { Badge, type BadgeTone } from "#components/ui/badge.tsx";
import { cn } from "#components/ui/cn.ts";

/** So many lines of a group; those that changed are shown beyond it. */
const SHOWN = 6;

const CHANGES: Record<NonNullable<FactChange["change"]>, { words: string; tone: BadgeTone }> = {
  added: { words: "new", tone: "success" },
  changed: { words: "changed", tone: "agent" },
  removed: { words: "gone", tone: "danger" },
};

interface StatePanelProps {
  facts: readonly FactChange[];
  slug: string;
  now: boolean;
}

/** The agent as it was at a moment; what the event of that moment changed stands out. */
export function StatePanel({ facts, slug, now }: StatePanelProps) {
  return (
    <section aria-label="State at this moment" className="grid gap-4 rounded-xl border border-line bg-surface p-4">
      <h3 className="font-medium text-ui">{now ? "As it is now" : "As it was then"}</h3>
      {FACT_GROUPS.map((group) => {
        const lines = facts.filter((one) => one.group === group);
        const shown = lines.filter((one, index) => index < SHOWN || one.change !== null);
        if (lines.length === 0) return null;
        return (
          <div key={group} className="grid gap-1">
            <h4 className="text-muted text-xs">{group}</h4>
            <dl className="-mx-2 grid">
              {shown.map((one) => (
                <Line key={one.id} fact={one} slug={slug} />
              ))}
            </dl>
            {lines.length > shown.length ? (
              <p className="text-muted text-xs">and {lines.length - shown.length} more</p>
            ) : null}
          </div>
        );
      })}
    </section>
  );
}

function Line({ fact, slug }: { fact: FactChange; slug: string }) {
  const { label, value, was, change, sessionId } = fact;
  return (
    <div
      className={cn(
        "grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] items-baseline gap-x-3 rounded-md px-2 py-1 text-ui",
        change && "bg-agent-soft",
      )}
    >
      <dt dir="auto" className="wrap-anywhere text-start">
        {sessionId ? (
          <Link href={`/sessions/${sessionId}?agent=${slug}`} prefetch={false} className="underline underline-offset-2">
            {label}
          </Link>
        ) : (
          label
        )}
      </dt>
      <dd dir="auto" className="wrap-anywhere min-w-0 text-start">
        {change ? (
          <Badge tone={CHANGES[change].tone} className="float-end ms-2">
            {CHANGES[change].words}
          </Badge>
        ) : null}
        {change === "removed" ? <del>{value}</del> : <span className="line-clamp-3">{value}</span>}
        {was === undefined ? null : (
          <span className="line-clamp-2 text-muted text-xs">
            was <del>{was}</del>
          </span>
        )}
      </dd>
    </div>
  );
}
