import { choiceOf } from "#components/chat/questions/choice-model.ts";
import { formOf } from "#components/chat/questions/form-model.ts";
import type { Json, JsonObject } from "#lib/domain/json.ts";
import type { ClientAction, ClientActionKind } from "#lib/domain/session/client-action.ts";

/** What an answer's values are called: options by value, fields by name, files by id. */
export interface Legend {
  kind: ClientActionKind;
  titles: readonly (readonly [string, string])[];
}

/** A line of an answer; `label` is null where the answer is one thing. */
export interface AnswerLine {
  label: string | null;
  text: string;
}

export function legendOf({ kind, schema }: Pick<ClientAction, "kind" | "schema">): Legend {
  if (kind === "choice") return { kind, titles: choiceOf(schema).options.map(({ value, title }) => [value, title]) };
  if (kind === "form") return { kind, titles: formOf(schema).map(({ name, label }) => [name, label]) };
  return { kind, titles: [] };
}

const objects = (value: Json | undefined): JsonObject[] =>
  Array.isArray(value)
    ? value.filter((one): one is JsonObject => typeof one === "object" && one !== null && !Array.isArray(one))
    : [];

/** The same from what the tool was called with, once the question itself is gone. */
export function legendOfCall(kind: ClientActionKind, input: JsonObject): Legend {
  const known = kind === "choice" ? objects(input.options) : kind === "form" ? objects(input.fields) : [];
  return {
    kind,
    titles: known.map(({ value, name, label }) => [String(value ?? name), String(label ?? value ?? name)] as const),
  };
}

/** An answer in words, line by line. */
export function answerLines({ kind, titles }: Legend, response: Json): AnswerLine[] {
  const titleOf = (value: Json) => titles.find(([known]) => known === value)?.[1] ?? inWords(value);
  const line = (text: string): AnswerLine[] => [{ label: null, text }];
  switch (kind) {
    case "choice":
      return line((Array.isArray(response) ? response : [response]).map(titleOf).join(", "));
    case "form": {
      const given = objects([response])[0] ?? {};
      const names = [...new Set([...titles.map(([name]) => name), ...Object.keys(given)])];
      return names.flatMap((name) => {
        const value = given[name];
        return value === undefined ? [] : [{ label: titleOf(name), text: inWords(value) }];
      });
    }
    case "file":
      return line(fileWords(titleOf, response));
    case "approval": {
      const { approved, note } = objects([response])[0] ?? {};
      const said = approved === true ? "Approved" : "Refused";
      return line(typeof note === "string" && note ? `${said}: ${note}` : said);
    }
    default:
      return line(inWords(response));
  }
}

/** Files by id, as one answers, or by what the agent was told of them. */
function fileWords(titleOf: (id: Json) => string, response: Json): string {
  if (Array.isArray(response))
    return objects(response)
      .map(({ name, fileId }) => String(name ?? fileId))
      .join(", ");
  const ids = objects([response])[0]?.fileIds;
  return Array.isArray(ids) ? ids.map(titleOf).join(", ") : "";
}

function inWords(value: Json): string {
  if (typeof value === "boolean") return value ? "Yes" : "No";
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : JSON.stringify(value);
}
