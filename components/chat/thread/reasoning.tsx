import { ChevronRight } from "lucide-react";
import { Markdown } from "#components/markdown/markdown.tsx";

/** What the model thought, folded: it is there for who wants it. */
export function Reasoning({ text, writing }: { text: string; writing: boolean }) {
  if (!text) return null;
  return (
    <details className="group text-sm">
      <summary className="flex w-fit list-none items-center gap-1.5 rounded-md py-0.5 pe-1.5 text-muted text-ui hover:text-foreground">
        <ChevronRight aria-hidden className="size-3.5 transition-transform group-open:rotate-90" />
        {writing ? <span className="animate-breathe">Thinking</span> : "Thoughts"}
      </summary>
      <div className="mt-1.5 border-line border-s-2 ps-4 text-muted leading-relaxed">
        <Markdown text={text} writing={writing} />
      </div>
    </details>
  );
}
