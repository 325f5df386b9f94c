import type { Token, Tokens } from "marked";
import type { ReactNode } from "react";
import { CodeBlock } from "#components/markdown/code-block.tsx";
import { inline } from "#components/markdown/inline.tsx";
import { cn } from "#components/ui/cn.ts";
import { each } from "#components/ui/each.ts";
import { ScrollRegion } from "#components/ui/scroll-region.tsx";

type Known =
  | Tokens.Paragraph
  | Tokens.Heading
  | Tokens.List
  | Tokens.Code
  | Tokens.Blockquote
  | Tokens.Table
  | Tokens.Hr
  | Tokens.HTML
  | Tokens.Text
  | Tokens.Checkbox;

const HEADINGS = ["h2", "h3", "h4", "h5", "h6", "h6"] as const;
const SIZES = ["text-xl", "text-lg", "text-base", "text-msg", "text-msg", "text-msg"];

interface BlockProps {
  token: Token;
  writing?: boolean;
  /** The depths of headings in this text, upmost first: the page's outline gets no holes. */
  depths?: readonly number[];
}

/** One block as an element. Headings start at h2: h1 belongs to the page. */
export function BlockView({ token, writing = false, depths = [] }: BlockProps): ReactNode {
  const block = token as Known;
  switch (block.type) {
    case "paragraph":
      return <p dir="auto">{inline(block.tokens)}</p>;
    case "text":
      return block.tokens ? inline(block.tokens) : block.text;
    case "heading": {
      const Heading = HEADINGS[Math.max(0, depths.indexOf(block.depth))] ?? "h6";
      return (
        <Heading dir="auto" className={cn("mt-2 font-semibold leading-snug first:mt-0", SIZES[block.depth - 1])}>
          {inline(block.tokens)}
        </Heading>
      );
    }
    case "list":
      return <ListView list={block} />;
    case "code":
      return <CodeBlock code={block.text} language={block.lang?.trim().split(/\s+/)[0] ?? ""} writing={writing} />;
    case "blockquote":
      return (
        <blockquote dir="auto" className="grid gap-2 border-agent-line border-s-2 ps-4 text-muted">
          {blocks(block.tokens)}
        </blockquote>
      );
    case "table":
      return <TableView table={block} />;
    case "hr":
      return <hr className="my-2 border-line" />;
    case "checkbox":
      return null;
    default:
      return <p dir="auto">{block.raw}</p>;
  }
}

const blocks = (tokens: readonly Token[]): ReactNode =>
  each(tokens, (token) => (token.type === "space" ? null : <BlockView token={token} />));

function ListView({ list }: { list: Tokens.List }) {
  const List = list.ordered ? "ol" : "ul";
  const tasks = list.items.some((item) => item.task);
  return (
    <List
      dir="auto"
      start={list.ordered && list.start !== 1 && list.start !== "" ? list.start : undefined}
      className={cn(
        "grid",
        list.loose ? "gap-2" : "gap-1",
        tasks ? "list-none" : list.ordered ? "list-decimal ps-6" : "list-disc ps-5.5",
        "marker:text-muted",
      )}
    >
      {each(list.items, (item) => (
        <li className={cn("ps-0.5 *:mt-1 first:*:mt-0", item.task && "flex gap-2")}>
          {item.task ? (
            <input
              type="checkbox"
              checked={item.checked ?? false}
              readOnly
              tabIndex={-1}
              aria-label={item.checked ? "Done" : "Open"}
            />
          ) : null}
          {item.task ? <div>{blocks(item.tokens)}</div> : blocks(item.tokens)}
        </li>
      ))}
    </List>
  );
}

const ALIGN = { left: "text-start", right: "text-end tabular-nums", center: "text-center" };

function TableView({ table }: { table: Tokens.Table }) {
  const align = (cell: Tokens.TableCell) => (cell.align ? ALIGN[cell.align] : "text-start");
  return (
    <ScrollRegion label="Table" className="rounded-lg border border-line">
      <table className="w-full text-sm">
        <thead className="bg-sunken">
          <tr>
            {each(table.header, (cell) => (
              <th scope="col" className={cn("px-3 py-2 font-medium text-muted text-xs", align(cell))}>
                {inline(cell.tokens)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {each(table.rows, (row) => (
            <tr className="border-line border-t">
              {each(row, (cell) => (
                <td dir="auto" className={cn("px-3 py-1.5 align-top", align(cell))}>
                  {inline(cell.tokens)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
