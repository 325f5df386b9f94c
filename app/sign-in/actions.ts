"use server";
import { redirect } from "next/navigation";
import { signInWithPassword, signOut } from "../../auth.ts";

/** Signs in; what went wrong comes back in words, null when all went well. */
export async function signInAction(input: { email: string; password: string }): Promise<string | null> {
  return signInWithPassword({ email: String(input.email), password: String(input.password) });
}

export async function signOutAction(): Promise<void> {
  await signOut({ redirect: false });
  redirect("/sign-in");
}
