import { createHash } from "node:crypto";
import type { Context } from "#lib/application/context.ts";
import type { IdempotentRequest } from "#lib/application/ports/idempotency.ts";
import { DomainError } from "#lib/domain/errors.ts";
import type { Json } from "#lib/domain/json.ts";
import type { Door } from "./door.ts";

/** A request that has run for longer has died with its process; its key may be used again. */
const ABANDONED_AFTER_MS = 5 * 60_000;
const MAX_KEY_LENGTH = 255;

export interface Answer {
  status: number;
  body: unknown;
}

/**
 * Answers a POST once per `Idempotency-Key` of this person in this workspace: a repeat gets the first answer.
 * A failure frees the key, because a verb that throws has written nothing.
 *
 * @throws `idempotency_conflict` when the key was used for something else, is being used now, or its answer was a
 *   secret that is shown once.
 */
export async function answerOnce(
  door: Door,
  ctx: Context,
  { key: given, fingerprint }: { key: string | null; fingerprint: () => string },
  work: () => Promise<Answer>,
): Promise<Answer> {
  const key = door.creates ? given : null;
  if (key === null) return work();
  if (key === "" || key.length > MAX_KEY_LENGTH)
    throw new DomainError("validation_failed", `An Idempotency-Key has 1 to ${MAX_KEY_LENGTH} characters.`);

  const { idempotency } = ctx.ports;
  const claimed: IdempotentRequest = {
    workspaceId: ctx.workspaceId,
    userId: ctx.actor.userId,
    key,
    requestHash: fingerprint(),
  };
  const at = ctx.now();
  const abandonedBefore = new Date(Date.parse(at) - ABANDONED_AFTER_MS).toISOString();
  const claim = await idempotency.claim(claimed, at, abandonedBefore);
  if (claim.kind === "other_request")
    throw conflict("This Idempotency-Key was used for another request. Make a new key for a new request.");
  if (claim.kind === "unfinished")
    throw conflict("A request with this Idempotency-Key is still being answered. Try again in a moment.");
  if (claim.kind === "answered") {
    if (!door.secretAnswer) return { status: claim.status, body: claim.response };
    throw conflict("This was done before with the same Idempotency-Key, and its secret is shown only once.");
  }

  const answer = await work().catch(async (error: unknown) => {
    await idempotency.release(claimed);
    throw error;
  });
  await idempotency.answer(claimed, answer.status, door.secretAnswer ? null : ((answer.body ?? null) as Json));
  return answer;
}

/** What makes two requests the same: their door's address and what they carry. */
export function fingerprintOf(method: string, path: string, body: Uint8Array | string): string {
  return createHash("sha256").update(`${method} ${path}\n`).update(body).digest("hex");
}

const conflict = (detail: string) => new DomainError("idempotency_conflict", detail);
