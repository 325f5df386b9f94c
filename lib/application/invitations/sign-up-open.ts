import { isNamed } from "#lib/domain/workspace/sign-up-domains.ts";
import type { Ports } from "../ports/index.ts";

type Reading = { ports: Pick<Ports, "mail" | "workspaces" | "keyRotation"> };

/** Whether anybody may ask for a link on the sign-up page: some workspace is open to a domain, and mail proves addresses. */
export async function signUpIsOpen({ ctx: { ports } }: { ctx: Reading }): Promise<boolean> {
  if (!ports.mail.enabled) return false;
  const [open, first] = await Promise.all([ports.workspaces.openDomains(), ports.keyRotation.firstWorkspace()]);
  return open.some(
    ({ domain, workspaceId }) => workspaceId === first || isNamed(ports.workspaces.namedDomains, domain),
  );
}
