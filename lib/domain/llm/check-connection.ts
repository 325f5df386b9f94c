import type { FieldError } from "#lib/domain/errors.ts";
import { CONNECTION_FIELDS, type ConnectionField, type ProviderRegistry, providerOf } from "./provider.ts";

/** Which fields are given, and the protocol that was chosen. */
export interface GivenFields {
  provider: string;
  wire?: string | null;
  given(field: ConnectionField): boolean;
}

/** What is wrong with a connection: fields that its provider lacks or does not take. Forms and verbs ask the same. */
export function connectionErrors(providers: ProviderRegistry, { provider, wire, given }: GivenFields): FieldError[] {
  const spec = providerOf(providers, provider);
  if (!spec) {
    const known = Object.keys(providers).join(", ");
    return [{ path: "provider", message: `There is no provider "${provider}". Choose one of: ${known}.` }];
  }
  const errors: FieldError[] = [];
  for (const [path, label] of Object.entries(CONNECTION_FIELDS) as [ConnectionField, string][]) {
    if (spec.fields[path] === "required" && !given(path))
      errors.push({ path, message: `${spec.label} needs the ${label}.` });
    if (spec.fields[path] === undefined && given(path))
      errors.push({ path, message: `${spec.label} takes no ${label}.` });
  }
  if (errors.length > 0 || !wire) return errors;
  const chosen = Object.hasOwn(spec.wires ?? {}, wire) ? spec.wires?.[wire] : undefined;
  if (!chosen) {
    const known = Object.keys(spec.wires ?? {}).join(", ");
    return [{ path: "wire", message: `${spec.label} has no API "${wire}". Choose one of: ${known}.` }];
  }
  const { label, excludes } = chosen;
  return excludes && given(excludes)
    ? [{ path: excludes, message: `Leave the ${CONNECTION_FIELDS[excludes]} out: ${label} has none.` }]
    : [];
}
