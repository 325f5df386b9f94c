import type pg from "pg";
import { unavailable } from "./pool.ts";

/**
 * Several statements that take effect together or not at all; `mode` is what follows `begin`. Whoever locks a row with
 * the first one reads with the second what was committed until then: the snapshot of one statement is older than its locks.
 */
export async function transaction<Result>(
  pool: Pick<pg.Pool, "connect">,
  work: (client: pg.ClientBase) => Promise<Result>,
  mode = "",
): Promise<Result> {
  const client = await pool.connect().catch(unavailable);
  // Without a listener a connection that is lost between two statements would end the process; the next one rejects.
  const ignore = (): void => {};
  client.on("error", ignore);
  let lost: Error | undefined;
  try {
    await client.query(`begin ${mode}`);
    const result = await work(client);
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback").catch((failure: Error) => {
      lost = failure;
    });
    throw lost ? unavailable(error) : error;
  } finally {
    client.off("error", ignore);
    client.release(lost);
  }
}
