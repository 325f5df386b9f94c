import type { Json, JsonObject } from "#lib/domain/json.ts";
import type { ClientAction } from "#lib/domain/session/client-action.ts";
import type { PacketFile } from "#lib/domain/session/handoff.ts";
import type { MessagePart } from "#lib/domain/session/parts.ts";

type Question = Pick<ClientAction, "kind" | "schema">;

/** An answer as those read it who are to approve it: its words, and the files that it names. */
export function responseParts(question: Question, response: Json, files: readonly PacketFile[]): MessagePart[] {
  if (question.kind === "file") {
    const wanted = (response as { fileIds?: string[] }).fileIds ?? [];
    return files
      .filter(({ fileId }) => wanted.includes(fileId))
      .map(({ fileId, name, mediaType, size }) => ({ type: "file", fileId, name, mediaType, size }));
  }
  return [{ type: "text", text: words(question, response) }];
}

function words({ kind, schema }: Question, response: Json): string {
  if (kind === "confirm") return response === true ? "Yes" : "No";
  if (kind === "approval") {
    const { approved, note } = response as { approved: boolean; note?: string };
    return [approved ? "Approved" : "Refused", note].filter(Boolean).join(": ");
  }
  if (kind === "form" && isObject(response))
    return Object.entries(response)
      .map(([name, value]) => `${titleOf(schema, name)}: ${plain(value)}`)
      .join("\n");
  return (Array.isArray(response) ? response : [response]).map((one) => optionTitle(schema, one)).join(", ");
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const plain = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));

function titleOf(schema: JsonObject, name: string): string {
  const field = isObject(schema.properties) ? schema.properties[name] : undefined;
  return isObject(field) && typeof field.title === "string" ? field.title : name;
}

/** The title of the option that was chosen, wherever in the schema the options are; else what was said. */
function optionTitle(schema: JsonObject, chosen: Json): string {
  for (const value of [schema.oneOf, schema.anyOf, schema.items].flat())
    if (isObject(value)) {
      if (value.const === chosen && typeof value.title === "string") return value.title;
      const nested = optionTitle(value, chosen);
      if (nested !== plain(chosen)) return nested;
    }
  return plain(chosen);
}
