import { parseArgs } from "node:util";
import { tokens } from "#lib/adapters/crypto/tokens.ts";
import { createPool } from "#lib/adapters/postgres/pool.ts";
import { createPrisma } from "#lib/adapters/postgres/prisma.ts";
import { createSignIns } from "#lib/adapters/postgres/sign-ins.ts";
import type { AuditEntry } from "#lib/application/ports/audit.ts";
import type { Ports } from "#lib/application/ports/index.ts";
import type { SignInPerson } from "#lib/application/ports/sign-ins.ts";
import { openResetLink } from "#lib/application/sign-ins/create-reset-link.ts";
import type { AuditVerb } from "#lib/domain/audit.ts";
import type { Command } from "#lib/server/commands/command.ts";
import { newId } from "#lib/server/new-id.ts";
import { messageOf, StartError } from "#lib/server/start-error.ts";

const options = { email: { type: "string" }, "remove-second-factor": { type: "boolean" } } as const;

/** The operator's way in for somebody who has lost theirs: a link for a new password, and where asked no second factor. */
export const resetPassword: Command = {
  summary: "makes a link for a new password, which works once, and prints it; API keys stay",
  usage: "--email E [--remove-second-factor]",
  async run(args, { env, databaseUrl, print }) {
    const { email, "remove-second-factor": remove } = readOptions(args);
    const pool = createPool({ connectionString: databaseUrl, max: 2 });
    pool.on("error", () => {}); // at the end PostgreSQL may go before it has heard that a connection is closed
    const prisma = createPrisma(pool);
    const signIns = createSignIns(prisma, pool);
    const now = () => new Date().toISOString();
    try {
      const person = await signIns.personByEmail(email);
      if (!person || person.suspended)
        throw new StartError(`There is no account with the e-mail address ${email}, or it is suspended.`);
      const ctx = { ports: { signIns, tokens } as unknown as Ports, now };
      const link = await openResetLink(ctx, person, entryOf(person, "account.password-reset-requested", now()));
      const removed =
        remove &&
        (await signIns.removeSecondFactor(person.id, entryOf(person, "account.second-factor-disabled", now())));
      const url = env.PUBLIC_URL ? { url: env.PUBLIC_URL + link.path } : {};
      print(JSON.stringify({ ...link, ...url, ...(remove && { secondFactorRemoved: Boolean(removed) }) }));
      return 0;
    } finally {
      await prisma.$disconnect();
      await pool.end();
    }
  },
};

function entryOf({ id: userId, name, workspaceId }: SignInPerson, verb: AuditVerb, at: string): AuditEntry | null {
  if (workspaceId === null) return null;
  const id = newId();
  return {
    ...{ id, workspaceId, at, actor: "system:cli", userId: null, door: "cli reset-password", correlationId: id, verb },
    ...{ targetKind: "account", targetId: userId, targetName: name, before: null, after: null },
  };
}

function readOptions(args: string[]) {
  try {
    const { email, ...rest } = parseArgs({ args, options, strict: true }).values;
    if (!email) throw new Error("--email is missing.");
    return { email: email.trim().toLowerCase(), ...rest };
  } catch (error) {
    throw new StartError(`${messageOf(error)}\nUsage: npm run tl -- reset-password ${resetPassword.usage}`);
  }
}
