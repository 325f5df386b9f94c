import type { Env } from "#lib/server/env.ts";
import type { Secrets } from "#lib/server/secrets.ts";

/** What a command works with: the same folder, secrets and database as the server, which may run beside it. */
export type CommandHost = {
  env: Env;
  home: string;
  secrets: Secrets;
  databaseUrl: string;
  /** Writes a line of the command's result to stdout. */
  print(line: string): void;
};

/** A command of `npm run tl -- NAME …`. */
export type Command = {
  /** One line for the list of commands. */
  summary: string;
  /** Its options, as a person would type them. */
  usage: string;
  /**
   * @param args what follows the name; `node:util`'s `parseArgs` reads it.
   * @returns the exit code.
   * @throws StartError for what the person can mend.
   */
  run(args: string[], host: CommandHost): Promise<number>;
};
