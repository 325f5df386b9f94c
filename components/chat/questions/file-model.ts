import type { FileType } from "#lib/domain/agent/definition.ts";
import type { JsonObject } from "#lib/domain/json.ts";

export interface FileRequest {
  accept: FileType[];
  most: number;
}

/** What a file question's schema asks for, as far as the agent that asks takes it. */
export function fileRequestOf(schema: JsonObject, agent: { fileTypes: readonly FileType[] }): FileRequest {
  const { accept, properties } = schema;
  const wanted = Array.isArray(accept) ? agent.fileTypes.filter((type) => accept.includes(type)) : [...agent.fileTypes];
  const { maxItems } = ((properties as JsonObject | undefined)?.fileIds ?? {}) as JsonObject;
  return { accept: wanted, most: typeof maxItems === "number" ? maxItems : 1 };
}
