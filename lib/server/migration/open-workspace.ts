import type pg from "pg";
import { StartError } from "#lib/server/start-error.ts";

export interface Workspace {
  id: string;
  name: string;
}

/** The workspace of this name or id; without either, the only one. @throws StartError that says what there is. */
export async function openWorkspace(pool: pg.Pool, wanted: string | undefined): Promise<Workspace> {
  const { rows } = await pool.query<Workspace>(
    "select id, name from workspaces where $1::text is null or name = $1 or id::text = lower($1) order by created_at, id limit 20",
    [wanted ?? null],
  );
  const [only] = rows;
  if (only && rows.length === 1) return only;
  if (!only)
    throw new StartError(
      wanted === undefined
        ? "There is no workspace yet: make one with create-user, or start Throughline."
        : `There is no workspace "${wanted}".`,
    );
  const list = rows.map(({ id, name }) => `  ${id}  ${name}`).join("\n");
  throw new StartError(`Say which workspace with --workspace NAME or --workspace ID:\n${list}`);
}
