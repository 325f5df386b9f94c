import { SaxesParser, type SaxesTagPlain } from "saxes";
import { DomainError } from "#lib/domain/errors.ts";

export type XmlHandlers = {
  open?: (name: string, attributes: Record<string, string>) => void;
  text?: (text: string) => void;
  close?: (name: string) => void;
};

const MAX_DEPTH = 200;

/**
 * Reads XML piece by piece; names come without their namespace prefix. `onPiece` runs after each piece, so that a
 * caller can hand on what it has. Refuses document type declarations (entity bombs) and absurd depth.
 */
export async function* readXml<T>(
  bytes: AsyncIterable<Buffer>,
  handlers: XmlHandlers,
  onPiece: () => T,
): AsyncGenerator<T> {
  const parser = new SaxesParser();
  let failure: Error | undefined;
  let depth = 0;
  parser.on("error", (error) => {
    failure ??= new DomainError(
      "file_broken",
      `The file is damaged: ${error.message.slice(0, 200)}. Save it again in its program and upload that copy.`,
    );
  });
  parser.on("doctype", () => {
    failure ??= new DomainError(
      "file_too_complex",
      "The file declares XML entities, which Office files never do. Save it again in its program.",
    );
  });
  parser.on("opentag", (tag) => {
    if (++depth > MAX_DEPTH)
      failure ??= new DomainError("file_too_complex", "The file is nested too deeply to be read.");
    handlers.open?.(localName(tag.name), (tag as SaxesTagPlain).attributes);
  });
  if (handlers.text) parser.on("text", handlers.text);
  parser.on("closetag", (tag) => {
    depth--;
    handlers.close?.(localName(tag.name));
  });
  const decoder = new TextDecoder("utf-8");
  for await (const piece of bytes) {
    parser.write(decoder.decode(piece, { stream: true }));
    if (failure) throw failure;
    yield onPiece();
  }
  parser.close();
  if (failure) throw failure;
  yield onPiece();
}

/** The same for a small part that is read at once. */
export async function scanXml(bytes: AsyncIterable<Buffer>, handlers: XmlHandlers): Promise<void> {
  for await (const _ of readXml(bytes, handlers, () => undefined));
}

function localName(name: string): string {
  const colon = name.indexOf(":");
  return colon < 0 ? name : name.slice(colon + 1);
}
