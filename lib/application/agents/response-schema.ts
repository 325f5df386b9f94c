import { z } from "zod";
import { DomainError } from "#lib/domain/errors.ts";
import type { Json, JsonObject } from "#lib/domain/json.ts";
import type { ClientAction } from "#lib/domain/session/client-action.ts";
import { parseInput } from "../parse-input.ts";
import type { StoredFile } from "../ports/reads.ts";

type Checked = Pick<ClientAction, "kind" | "schema">;

type KnownFile = Pick<StoredFile, "fileId" | "name" | "fileType">;

/**
 * The answer, when it is what the question asks for. Files must be among `files`, those of the session, and of the
 * types that are asked for. Error: `response_invalid` with the fields that are wrong.
 */
export function checkResponse({ kind, schema }: Checked, response: Json, files: readonly KnownFile[]): Json {
  const wanted = z.fromJSONSchema(schema as never) as z.ZodType<Json>;
  // A form says which of its fields is wrong; of the others only the whole can be.
  if (kind !== "form" && !wanted.safeParse(response).success) {
    const message = describeAnswer({ kind, schema });
    throw new DomainError("response_invalid", message, { errors: [{ path: "response", message }] });
  }
  const checked = parseInput(wanted, response, "response_invalid");
  if (kind === "file") checkFiles(schema, (checked as { fileIds: string[] }).fileIds, files);
  return checked;
}

function checkFiles({ accept }: JsonObject, fileIds: readonly string[], files: readonly KnownFile[]): void {
  for (const id of fileIds) {
    const file = files.find(({ fileId }) => fileId === id);
    if (!file) throw new DomainError("response_invalid", "There is no such file in this session. Upload it first.");
    // A tsv is a csv to those who choose what they take.
    const type = file.fileType === "tsv" ? "csv" : file.fileType;
    if (Array.isArray(accept) && !accept.includes(type))
      throw new DomainError(
        "response_invalid",
        `Files of type ${accept.join(", ")} are asked for; ${file.name} is none.`,
      );
  }
}

/** What a person's own words answer, or null when the question takes no text. */
export function responseFromText({ kind, schema }: Checked, text: string): Json | null {
  const said = text.trim();
  const option = optionsOf(schema).find((one) => same(one.const, said) || same(one.title ?? null, said));
  const response = option ? option.const : kind === "confirm" ? spokenConsent(said) : said;
  if (response === null) return null;
  return z.fromJSONSchema(schema as never).safeParse(response).success ? response : null;
}

/** What a response has to be, in a sentence to whoever sent another. */
function describeAnswer({ kind, schema }: Checked): string {
  switch (kind) {
    case "choice":
      return schema.type === "array"
        ? `Answer with a list${countOf(schema)}, each once, of ${describeOptions(schema.items as JsonObject)}.`
        : `Answer with ${describeOptions(schema)}.`;
    case "confirm":
      return "Answer with true or false.";
    case "file":
      return `Answer with {"fileIds": […]}, the ids${countOf(((schema.properties as JsonObject)?.fileIds ?? {}) as JsonObject)} of files of this session.`;
    default:
      return 'Answer with {"approved": true} or {"approved": false}, and a "note" if you like.';
  }
}

function describeOptions(schema: JsonObject): string {
  const known = optionsOf(schema).map((one) => JSON.stringify(one.const));
  const own = Array.isArray(schema.anyOf)
    ? schema.anyOf.find((one) => (one as JsonObject).type === "string")
    : undefined;
  const longest = (own as JsonObject | undefined)?.maxLength;
  const words = longest === undefined ? "words of your own" : `at most ${longest} characters of your own`;
  return `one of ${known.join(", ")}${own ? `, or ${words}` : ""}`;
}

const countOf = ({ minItems = 1, maxItems }: JsonObject): string =>
  minItems === maxItems
    ? ` (${minItems} of them)`
    : maxItems === undefined
      ? ` (at least ${minItems})`
      : ` (${minItems} to ${maxItems})`;

interface Option {
  const: Json;
  title?: Json;
}

/** The options of a choice of one. */
function optionsOf(schema: JsonObject): Option[] {
  if (Array.isArray(schema.oneOf)) return schema.oneOf as unknown as Option[];
  return Array.isArray(schema.anyOf) ? schema.anyOf.flatMap((one) => optionsOf(one as JsonObject)) : [];
}

const same = (known: Json, said: string): boolean =>
  typeof known === "string" && known.toLowerCase() === said.toLowerCase();

const spokenConsent = (said: string): boolean | null => {
  if (/^(yes|y|ok|okay|sure|true)\W*$/i.test(said)) return true;
  return /^(no|n|false)\W*$/i.test(said) ? false : null;
};
