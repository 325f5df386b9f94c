import type { AgentDefinition } from "#lib/domain/agent/definition.ts";
import { findBySessionType } from "#lib/domain/agent/session-types.ts";
import type { Context } from "../context.ts";
import type { Catalog } from "../ports/catalog.ts";
import type { Digests, MigrationStore } from "../ports/migration.ts";

/** In whose hands an import is: the operator's, at the command line. */
export interface Importer extends Pick<Context, "workspaceId" | "now" | "newId"> {
  catalog: Catalog;
  store: MigrationStore;
  digests: Digests;
}

export interface Outcome {
  line: number;
  /** `stopped`: imported, but no longer active. `known`: it is there as it is in the file. `changed`: it is there, but not so. */
  kind: "imported" | "stopped" | "known" | "changed" | "refused";
  /** Of all but `imported` and `known`. */
  reason?: string;
}

/** Whether the file holds something that is not in the workspace afterwards. */
export const isLeftOut = ({ kind }: Outcome): boolean => kind === "refused" || kind === "changed";

export const definitionOf = (catalog: Catalog, sessionType: string): AgentDefinition | undefined =>
  findBySessionType(sessionType, (name) => catalog.findAgent(name));

export const unknownType = (catalog: Catalog, type: string): string =>
  `session type "${type}" is unknown: this installation has ${catalog.allSlugs().join(", ")}`;
