import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { projectRoot } from "#lib/server/project-root.ts";

/**
 * Server actions are doors that no table of ours makes: each stands here with the reason why anybody may knock. What
 * is for those who have signed in is a door of the table, which the walks try.
 */
const FOR_ANYONE: Record<string, readonly string[]> = {
  // Whoever holds an invitation's token and has signed in, also somebody who is in no workspace now.
  "app/invitations/[token]/actions.ts": ["joinAction", "leaveForAction"],
  // Whoever has signed in and is in no workspace now: no door of the table opens to them.
  "app/sign-in/nowhere-actions.ts": ["makeWorkspaceAction", "deleteAccountAction", "keepAccountAction"],
  // Only for whoever has signed in, which it asks itself: it keeps a cookie and begins at the provider, as no door can.
  "app/(workspace)/settings/security/actions.ts": ["startLinkAction"],
  "app/sign-in/actions.ts": ["signInAction", "secondStepAction", "identityAction", "signOutAction"],
};

const sources = globSync(["app/**/*.{ts,tsx}", "components/**/*.{ts,tsx}", "lib/**/*.ts", "*.ts"], { cwd: projectRoot })
  .filter((file) => !file.includes("generated") && !file.endsWith(".test.ts"))
  .map((file) => ({ file, text: readFileSync(join(projectRoot, file), "utf8") }));

test("every server action is listed", () => {
  const found = sources
    .filter(({ text }) => /^"use server";/m.test(text))
    .map(({ file, text }) => [
      file,
      [...text.matchAll(/^export (?:async function|const) (\w+)/gm)].map(([, name]) => name),
    ]);
  expect(Object.fromEntries(found)).toEqual(FOR_ANYONE);
});

test("none hides inside a function", () => {
  expect(sources.filter(({ text }) => /^\s+["']use server["'];/m.test(text)).map(({ file }) => file)).toEqual([]);
});
