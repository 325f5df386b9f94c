import { ChevronRight } from "lucide-react";
import type { WaitingCall } from "#components/chat/questions/widget.ts";
import { Data } from "#components/chat/thread/tool-call.tsx";
import { toolWords } from "#components/chat/view/tool-words.ts";
import { inWords } from "#components/workflows/run-words.ts";
import type { Json } from "#lib/domain/json.ts";

const wordsOf = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));

/** What a tool would run with: in words, and folded as it is. */
export function CallInput({ call }: { call: WaitingCall }) {
  const { input, tool } = call;
  const fields = typeof input === "object" && input !== null && !Array.isArray(input) ? Object.entries(input) : [];
  return (
    <div className="grid gap-2 rounded-lg border border-line bg-sunken px-3 py-2.5 text-ui">
      <p className="font-medium">{toolWords({ tool, state: "waiting" })}</p>
      {fields.length > 0 ? (
        <dl className="grid grid-cols-[fit-content(40%)_1fr] gap-x-4 gap-y-1">
          {fields.map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="break-words text-muted">{inWords(name)}</dt>
              <dd dir="auto" className="line-clamp-6 min-w-0 break-words">
                {wordsOf(value)}
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
      <details className="group">
        <summary className="flex w-fit list-none items-center gap-1 text-muted text-xs hover:text-foreground">
          <ChevronRight aria-hidden className="size-3.5 transition-transform group-open:rotate-90" />
          As JSON
        </summary>
        <div className="mt-1.5">
          <Data label={`${tool}: input`} value={input} />
        </div>
      </details>
    </div>
  );
}
