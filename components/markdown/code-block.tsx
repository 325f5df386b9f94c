"use client";
import type { HighlightResult } from "@streamdown/code";
import { type CSSProperties, useEffect, useState } from "react";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { each } from "#components/ui/each.ts";
import { ScrollRegion } from "#components/ui/scroll-region.tsx";

interface CodeBlockProps {
  code: string;
  language: string;
  /** Still being written: colours wait until it is whole. */
  writing: boolean;
}

type Lines = HighlightResult["tokens"];

/** Colours come with a library of their own, loaded with the first finished block. */
function useColours(code: string, language: string, writing: boolean): Lines | null {
  const [lines, setLines] = useState<Lines | null>(null);
  useEffect(() => {
    setLines(null);
    if (writing || !language || code.length > 50_000) return;
    let wanted = true;
    import("#components/markdown/highlighter.ts").then(({ highlight }) =>
      highlight(code, language, (result) => wanted && setLines(result)),
    );
    return () => {
      wanted = false;
    };
  }, [code, language, writing]);
  return lines;
}

export function CodeBlock({ code, language, writing }: CodeBlockProps) {
  const lines = useColours(code, language, writing);
  return (
    <figure
      className="overflow-hidden rounded-xl border border-line bg-code"
      aria-label={language ? `Code, ${language}` : "Code"}
    >
      <figcaption className="flex h-8.5 items-center justify-between border-line border-b ps-3.5 pe-1 text-muted text-xs">
        <span className="font-mono">{language || "text"}</span>
        <CopyButton text={() => code} label="Copy code" />
      </figcaption>
      <ScrollRegion label="Source text" className="max-h-120 p-3.5">
        <pre dir="ltr" className="w-fit min-w-full font-mono text-[0.8125rem] leading-relaxed">
          <code>{lines ? each(lines, (line, at) => <Line line={line} last={at === lines.length - 1} />) : code}</code>
        </pre>
      </ScrollRegion>
    </figure>
  );
}

function Line({ line, last }: { line: Lines[number]; last: boolean }) {
  return (
    <>
      {each(line, (token) => (
        <span
          className="text-(--shiki-light) dark:text-(--shiki-dark)"
          style={
            {
              "--shiki-light": token.htmlStyle?.color,
              "--shiki-dark": token.htmlStyle?.["--shiki-dark"],
            } as CSSProperties
          }
        >
          {token.content}
        </span>
      ))}
      {last ? null : "\n"}
    </>
  );
}
