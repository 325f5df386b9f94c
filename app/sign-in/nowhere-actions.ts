"use server";
import { redirect } from "next/navigation";
import type { Context } from "#lib/application/context.ts";
import { deleteAccount, keepAccount } from "#lib/application/deletion/account-deletion.ts";
import { deleteAccountInput } from "#lib/application/deletion/schema.ts";
import { parseInput } from "#lib/application/parse-input.ts";
import { createWorkspace } from "#lib/application/workspaces/create-workspace.ts";
import { createWorkspaceInput } from "#lib/application/workspaces/schema.ts";
import { answerAction, problemOf } from "#lib/server/answer-action.ts";

/** Does it for somebody who has signed in and is in no workspace; what went wrong comes back in words. */
async function attempt(work: (ctx: Context) => Promise<unknown>): Promise<string | null> {
  return problemOf(await answerAction("page /sign-in", async ({ nowhere }) => work(nowhere ?? redirect("/"))));
}

/** Makes a workspace of one's own and goes there. */
export async function makeWorkspaceAction(name: string): Promise<string | null> {
  const fault = await attempt((ctx) => createWorkspace({ ctx, input: parseInput(createWorkspaceInput, { name }) }));
  if (fault === null) redirect("/");
  return fault;
}

export async function deleteAccountAction(proof: unknown): Promise<string | null> {
  return attempt((ctx) => deleteAccount({ ctx, input: parseInput(deleteAccountInput, proof) }));
}

export async function keepAccountAction(): Promise<string | null> {
  return attempt((ctx) => keepAccount({ ctx }));
}
