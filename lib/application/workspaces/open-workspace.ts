import { domainOf, isNamed } from "#lib/domain/workspace/sign-up-domains.ts";
import type { Ports } from "../ports/index.ts";
import type { OpenWorkspace } from "../ports/workspaces.ts";
import type { WorkspaceDetail } from "./schema.ts";

type Reading = { ports: Pick<Ports, "workspaces" | "keyRotation"> };

/**
 * The domains that a workspace may be open to. Nobody proves that a domain is theirs, so the operator says it: their own
 * workspace, the installation's first, may be open to any, others to those that the operator names.
 */
export async function openableOf({ ports }: Reading, workspaceId: string): Promise<WorkspaceDetail["openable"]> {
  if ((await ports.keyRotation.firstWorkspace()) === workspaceId) return "any";
  return ports.workspaces.namedDomains.length > 0 ? "named" : "none";
}

/** Whether a workspace may be open to a domain. */
export async function mayOpen(ctx: Reading, workspaceId: string): Promise<(domain: string) => boolean> {
  const openable = await openableOf(ctx, workspaceId);
  return (domain) => openable === "any" || isNamed(ctx.ports.workspaces.namedDomains, domain);
}

/** The workspace that owners of an address may join without being invited, as long as the operator lets it be so. */
export async function findOpenWorkspace(ctx: Reading, email: string): Promise<OpenWorkspace | null> {
  const domain = domainOf(email);
  const open = await ctx.ports.workspaces.openTo(domain);
  return open && (await mayOpen(ctx, open.id))(domain) ? open : null;
}
