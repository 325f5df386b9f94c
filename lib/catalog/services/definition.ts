import type { EnablingServiceName } from "#lib/application/workflows/definition.ts";

/** What one call takes or gives, for people and for the doors that offer services as tools. */
export type ServiceField = {
  name: string;
  type: "file" | "text" | "table" | "chart" | "object" | "list";
  description: string;
  optional?: true;
};

/** What an enabling service is: one file each in `lib/catalog/services`. */
export interface EnablingServiceDefinition {
  name: EnablingServiceName;
  title: string;
  description: string;
  /** Name of a lucide icon. */
  icon: string;
  input: readonly ServiceField[];
  output: readonly ServiceField[];
}
