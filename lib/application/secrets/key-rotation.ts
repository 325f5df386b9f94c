import { DomainError, errorCode } from "#lib/domain/errors.ts";
import { auditOf } from "../audit-of.ts";
import { authorize } from "../authorize.ts";
import type { Call, Context, Scope } from "../context.ts";
import type { RotationStatus } from "../ports/key-rotation.ts";

type Only = Pick<Call<unknown>, "ctx">;

/** How far a change of the encryption key has come. Error: `forbidden` for all but the installation's owner. */
export async function getKeyRotation({ ctx }: Only): Promise<RotationStatus> {
  await authorizeInstallation(ctx, "workspace:read");
  return ctx.ports.keyRotation.status();
}

/** The same for a page: null for who may not see it. */
export async function showKeyRotation({ ctx }: Only): Promise<RotationStatus | null> {
  return getKeyRotation({ ctx }).catch((error: unknown) => {
    if (errorCode(error) === "forbidden") return null;
    throw error;
  });
}

/** Begins one, or goes on with the one that was broken off. Errors: `forbidden`, `rotation_under_way`. */
export async function startKeyRotation({ ctx }: Only): Promise<RotationStatus> {
  await authorizeInstallation(ctx, "workspace:write");
  const target = { kind: "secrets", id: ctx.workspaceId, name: "Encryption key" } as const;
  await ctx.ports.keyRotation.start(auditOf(ctx, { verb: "secrets.rotated", target }));
  return ctx.ports.keyRotation.status();
}

/** The keyring is the installation's, not a workspace's: whoever owns its first workspace answers for it. */
async function authorizeInstallation(ctx: Context, scope: Scope): Promise<void> {
  authorize(ctx, scope, "owner");
  if ((await ctx.ports.keyRotation.firstWorkspace()) === ctx.workspaceId) return;
  throw new DomainError(
    "forbidden",
    "The encryption key is the whole installation's: the owner of its first workspace changes it, or the operator with `npm run tl -- rotate-keys`.",
  );
}
