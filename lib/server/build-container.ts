import pg from "pg";
import type { Ports } from "#lib/application/ports/index.ts";
import type { Container, ContainerOptions } from "#lib/server/container.ts";
import { log } from "#lib/server/log.ts";

/** Builds what lives as long as the process. Imported by the launcher alone, so that none of it is in the bundle. */
export async function buildContainer({ env, secrets, databaseUrl, executorId }: ContainerOptions): Promise<Container> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: env.DATABASE_POOL });
  pool.on("error", (error) => log.warn("A database connection was lost", { error }));
  return {
    ports: {} as Ports,
    authSecret: secrets.authSecret,
    executorId,
    testAgent: false,
    ready: async () => {
      const database = await pool.query("select 1").then(
        () => true,
        () => false,
      );
      return { database, engine: true, migrations: database };
    },
    close: () => pool.end(),
  };
}
