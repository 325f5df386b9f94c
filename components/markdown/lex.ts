import { lexer, type Token } from "marked";
import remend from "remend";

/** Top-level blocks of a text. While it is still being written, open marks at its end are closed first. */
export function blocksOf(text: string, writing: boolean): Token[] {
  const whole = writing ? remend(text, { linkMode: "text-only" }) : text;
  return lexer(whole, { gfm: true }).filter((token) => token.type !== "space" && token.type !== "def");
}
