import { parseArgs } from "node:util";
import pg from "pg";
import { createPasswords } from "#lib/adapters/crypto/passwords.ts";
import { tokens } from "#lib/adapters/crypto/tokens.ts";
import { createAccounts } from "#lib/adapters/postgres/accounts.ts";
import { createApiKeys } from "#lib/adapters/postgres/api-keys.ts";
import { createPrisma } from "#lib/adapters/postgres/prisma.ts";
import { createUser as createUserVerb } from "#lib/application/accounts/create-user.ts";
import { createUserInput } from "#lib/application/accounts/schema.ts";
import type { Visitor } from "#lib/application/accounts/visitor.ts";
import { parseInput } from "#lib/application/parse-input.ts";
import { errorCode } from "#lib/domain/errors.ts";
import type { Command } from "#lib/server/commands/command.ts";
import { newId } from "#lib/server/new-id.ts";
import { messageOf, StartError } from "#lib/server/start-error.ts";

const options = {
  email: { type: "string" },
  password: { type: "string" },
  workspace: { type: "string" },
  name: { type: "string" },
  role: { type: "string" },
  "api-key": { type: "boolean" },
} as const;

/** Makes a user beside a running server or without one, and prints one JSON object. */
export const createUser: Command = {
  summary: "makes a user, and the workspace when there is none of that name; its first user owns it",
  usage: "--email E --password P --workspace NAME [--name N] [--role admin|member|viewer] [--api-key]",
  async run(args, { databaseUrl, print }) {
    const input = readInput(args);
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
    pool.on("error", () => {}); // at the end PostgreSQL may go before it has heard that a connection is closed
    const prisma = createPrisma(pool);
    const accounts = createAccounts(prisma, pool);
    const ports = { accounts, apiKeys: createApiKeys(prisma, pool), passwords: createPasswords(), tokens };
    try {
      const now = () => new Date().toISOString();
      const by = { door: "cli create-user", correlationId: newId() };
      const ctx = { ports: ports as unknown as Visitor["ports"], newId, now, ...by };
      print(JSON.stringify(await createUserVerb({ ctx, input })));
      return 0;
    } catch (error) {
      throw errorCode(error) ? new StartError(messageOf(error)) : error;
    } finally {
      await prisma.$disconnect();
      await pool.end();
    }
  },
};

function readInput(args: string[]) {
  try {
    const { workspace, "api-key": apiKey, ...values } = parseArgs({ args, options, strict: true }).values;
    return parseInput(createUserInput, { ...values, workspaceName: workspace, ...(apiKey && { apiKey }) });
  } catch (error) {
    const message = messageOf(error).replace(/^workspaceName/, "workspace");
    throw new StartError(`${message}\nUsage: npm run tl -- create-user ${createUser.usage}`);
  }
}
