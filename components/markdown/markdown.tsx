import type { Token, Tokens } from "marked";
import { memo, useMemo } from "react";
import { BlockView } from "#components/markdown/blocks.tsx";
import { blocksOf } from "#components/markdown/lex.ts";
import { each } from "#components/ui/each.ts";

interface BlockProps {
  token: Token;
  writing: boolean;
  depths: readonly number[];
}

/** A block is drawn again only when its own text has changed: of a long answer that is the last one. */
const Block = memo(
  (props: BlockProps) => <BlockView {...props} />,
  (a, b) => a.token.raw === b.token.raw && a.writing === b.writing && a.depths.join() === b.depths.join(),
);

const depthsOf = (blocks: readonly Token[]): number[] =>
  [...new Set(blocks.flatMap((token) => (token.type === "heading" ? (token as Tokens.Heading).depth : [])))].sort();

interface MarkdownProps {
  text: string;
  /** More is coming. */
  writing?: boolean;
}

/** Markdown of a model or a person: elements only, never markup of theirs. */
export const Markdown = memo(({ text, writing = false }: MarkdownProps) => {
  const blocks = useMemo(() => blocksOf(text, writing), [text, writing]);
  const depths = useMemo(() => depthsOf(blocks), [blocks]);
  return (
    <div className="grid min-w-0 grid-cols-1 gap-3.5 break-words">
      {each(blocks, (token, index) => (
        <Block token={token} writing={writing && index === blocks.length - 1} depths={depths} />
      ))}
    </div>
  );
});
