import { existsSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import type { Command } from "#lib/server/commands/command.ts";
import { openHost } from "#lib/server/commands/open-host.ts";
import { projectRoot } from "#lib/server/project-root.ts";
import { isStartError } from "#lib/server/start-error.ts";

/** Loaded on demand: a command may need the generated client, which its host makes sure of. */
const commands: Record<string, () => Promise<Command>> = {
  "create-user": async () => (await import("#lib/server/commands/create-user.ts")).createUser,
  "migrate-sessions": async () => (await import("#lib/server/commands/migrate-sessions.ts")).migrateSessions,
  "validate-migration": async () => (await import("#lib/server/commands/validate-migration.ts")).validateMigration,
  doctor: async () => (await import("#lib/server/commands/doctor.ts")).doctor,
  "verify-audit": async () => (await import("#lib/server/commands/verify-audit.ts")).verifyAudit,
  "reset-password": async () => (await import("#lib/server/commands/reset-password.ts")).resetPassword,
  "rotate-keys": async () => (await import("#lib/server/commands/rotate-keys.ts")).rotateKeys,
  "rebuild-projections": async () => (await import("#lib/server/commands/rebuild-projections.ts")).rebuildProjections,
};

async function help(): Promise<string> {
  const lines = await Promise.all(
    Object.entries(commands).map(async ([name, load]) => {
      const { summary, usage } = await load();
      return `  ${`${name} ${usage}`.trim()}\n      ${summary}`;
    }),
  );
  return ["Usage: npm run tl -- COMMAND [options]", "", ...lines].join("\n");
}

async function main([name, ...args]: string[]): Promise<number> {
  const load = name === undefined ? undefined : commands[name];
  if (!load) {
    const asked = name === undefined || name === "help" || name === "--help";
    console[asked ? "log" : "error"](asked ? await help() : `There is no command "${name}".\n\n${await help()}`);
    return asked ? 0 : 1;
  }
  const host = await openHost();
  // It may come twice, from the terminal and from the runner.
  const interrupted = new Promise<number>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
      process.on(signal, () => resolve(INTERRUPTED + constants.signals[signal]));
  });
  try {
    return await Promise.race([load().then((command) => command.run(args, host)), interrupted]);
  } finally {
    await host.close();
  }
}

/** What a shell adds to the number of the signal that ended a command. */
const INTERRUPTED = 128;

const environmentFile = join(projectRoot, ".env");
if (existsSync(environmentFile)) process.loadEnvFile(environmentFile);
try {
  const code = await main(process.argv.slice(2));
  if (code > INTERRUPTED) process.exit(code); // whatever the command still waits for
  process.exitCode = code;
} catch (error) {
  console.error(isStartError(error) ? error.message : error);
  process.exitCode = 1;
}
