import type { Token, Tokens } from "marked";
import type { ReactNode } from "react";
import { decodeEntities } from "#components/markdown/entities.ts";
import { safeUrl } from "#components/markdown/safe-url.ts";
import { each } from "#components/ui/each.ts";

/** Inline tokens as elements. Raw HTML is text, an image is a link: nothing is fetched because a model wrote it. */
export const inline = (tokens: readonly Token[] | undefined): ReactNode =>
  tokens ? each(tokens, (token) => <Inline token={token as Known} />) : null;

type Known =
  | Tokens.Text
  | Tokens.Escape
  | Tokens.Strong
  | Tokens.Em
  | Tokens.Del
  | Tokens.Codespan
  | Tokens.Br
  | Tokens.Link
  | Tokens.Image
  | Tokens.Tag;

function Inline({ token }: { token: Known }): ReactNode {
  switch (token.type) {
    case "text":
      return "tokens" in token && token.tokens ? inline(token.tokens) : decodeEntities(token.text);
    case "escape":
      return token.text;
    case "strong":
      return <strong className="font-semibold">{inline(token.tokens)}</strong>;
    case "em":
      return <em>{inline(token.tokens)}</em>;
    case "del":
      return <del>{inline(token.tokens)}</del>;
    case "codespan":
      return (
        <code className="rounded-[5px] border border-line bg-code px-1 py-px font-mono text-[0.86em]">
          {token.text}
        </code>
      );
    case "br":
      return <br />;
    case "link":
      return <SafeLink href={token.href}>{inline(token.tokens)}</SafeLink>;
    case "image":
      return <SafeLink href={token.href}>{token.text || "image"}</SafeLink>;
    default:
      return /^<br\s*\/?>$/i.test(token.raw) ? <br /> : token.raw;
  }
}

function SafeLink({ href, children }: { href: string; children: ReactNode }) {
  const address = safeUrl(decodeEntities(href));
  if (!address) return <span>{children}</span>;
  const outside = !/^[/#?]/.test(address);
  return (
    <a
      href={address}
      className="font-medium text-agent-ink underline decoration-agent-line underline-offset-3 hover:decoration-current"
      {...(outside ? { target: "_blank", rel: "noopener noreferrer nofollow", title: address } : {})}
    >
      {children}
    </a>
  );
}
