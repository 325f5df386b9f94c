"use server";
import type { Connection, ConnectionOutcome } from "#components/settings/connection.ts";
import { tryConnectionSchema } from "#lib/application/llm/schema.ts";
import { tryConnection } from "#lib/application/llm/test-connection.ts";
import { parseInput } from "#lib/application/parse-input.ts";
import { errorCode } from "#lib/domain/errors.ts";
import { requireContext } from "#lib/server/request-context.ts";

/** Tests a connection that is not saved. What went wrong comes back in words. */
export async function tryConnectionAction(connection: Connection): Promise<ConnectionOutcome> {
  const ctx = await requireContext();
  try {
    const result = await tryConnection({ ctx, input: parseInput(tryConnectionSchema, connection) });
    return { ok: result.ok, message: result.error?.message ?? "It works: the model has answered." };
  } catch (error) {
    if (!errorCode(error)) throw error;
    const { message, details } = error as { message: string; details?: { errors?: { message: string }[] } };
    return { ok: false, message: details?.errors?.[0]?.message ?? message };
  }
}
