import { DomainError } from "#lib/domain/errors.ts";
import type { JsonObject } from "#lib/domain/json.ts";
import { auditOf } from "../audit-of.ts";
import { authorize } from "../authorize.ts";
import type { Call, Context } from "../context.ts";
import type { WorkspaceSettings } from "../ports/workspaces.ts";
import { getWorkspace } from "./get-workspace.ts";
import { mayOpen } from "./open-workspace.ts";
import type { ChangeWorkspaceInput, WorkspaceDetail } from "./schema.ts";

/** Renames the workspace, or changes who may join it without being invited. */
export async function changeWorkspace({ ctx, input }: Call<ChangeWorkspaceInput>): Promise<WorkspaceDetail> {
  authorize(ctx, "workspace:write", "admin");
  const before = await getWorkspace({ ctx });
  if (input.signUp?.mode === "domains") await requireOpenable(ctx, input.signUp.domains);
  const { name, signUp } = input;
  const change = { ...(name !== undefined && { name }), ...(signUp && { signUp }) };
  const audit = auditOf(ctx, {
    verb: "workspace.changed",
    target: { kind: "workspace", id: ctx.workspaceId, name: name ?? before.name },
    before: told(before, change),
    after: told({ ...before, ...change }, change),
  });
  await ctx.ports.workspaces.change(ctx.workspaceId, change, audit);
  return getWorkspace({ ctx });
}

/** Of what is changed only. */
function told({ name, signUp }: Pick<WorkspaceSettings, "name" | "signUp">, change: object): JsonObject {
  return { ...("name" in change && { name }), ...("signUp" in change && { signUp: { ...signUp } }) };
}

/** Errors: `validation_failed` without mail, `forbidden` for domains that the operator does not let this workspace open. */
async function requireOpenable(ctx: Context, domains: readonly string[]): Promise<void> {
  if (!ctx.ports.mail.enabled) throw withoutMail();
  const may = await mayOpen(ctx, ctx.workspaceId);
  const errors = domains.flatMap((domain, index) =>
    may(domain)
      ? []
      : [{ path: `signUp.domains.${index}`, message: `Ask the operator to name ${domain} in SIGN_UP_DOMAINS.` }],
  );
  if (errors.length === 0) return;
  const detail = "Only the installation's first workspace may be open to domains that the operator has not named.";
  throw new DomainError("forbidden", detail, { errors });
}

const withoutMail = () =>
  new DomainError("validation_failed", "Nobody's address can be proven: this installation sends no mail.", {
    errors: [{ path: "signUp.mode", message: "This needs a mail server. Ask the operator to set SMTP_URL." }],
  });
