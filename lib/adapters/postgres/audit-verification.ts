import { createHash } from "node:crypto";
import type pg from "pg";
import type { AuditVerification } from "#lib/application/ports/audit.ts";
import { iso } from "./read-sql.ts";

const PAGE = 2_000;

interface Row {
  sequence: number;
  at: string;
  verb: string;
  targetId: string;
  after: { sequence?: number; hash?: string } | null;
  erasedFor: string | null;
  salt: Buffer | null;
  details: Buffer;
  hash: Buffer;
  /** What the digest of the details and the entry's own hash cover, as PostgreSQL writes those values. */
  detailsText: string;
  text: string;
}

/** Written out here as well as in the trigger: functions of the database can be replaced by whoever changes its rows. */
const ROWS = `
  select sequence::float8 as sequence, ${iso("at")} as at, verb, target_id as "targetId", after, erased_for as "erasedFor",
    salt, details, hash, jsonb_build_array(target_name, before, after)::text as "detailsText",
    jsonb_build_array(workspace_id, sequence, id, floor(extract(epoch from at) * 1000)::bigint, actor, user_id, door,
      correlation_id, verb, target_kind, target_id, encode(details, 'hex'))::text as text
  from audit_log where workspace_id = $1 and sequence > $2 order by sequence limit ${PAGE}`;

interface Head {
  sequence: number;
  hash: Buffer;
  prunedSequence: number;
  prunedHash: Buffer;
}
const HEAD = `select sequence::float8 as sequence, hash, pruned_sequence::float8 as "prunedSequence", pruned_hash as "prunedHash"
  from audit_heads where workspace_id = $1`;

const sha256 = (...parts: (Buffer | string)[]): Buffer => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** Recomputes a workspace's log in this process, all of it as it stood at one moment. */
export async function verifyAudit(
  pool: pg.Pool,
  workspaceId: string,
  kept?: { sequence: number; hash: string },
): Promise<AuditVerification> {
  const client = await pool.connect();
  try {
    await client.query("begin isolation level repeatable read, read only");
    const { rows } = await client.query<Head>(HEAD, [workspaceId]);
    const chain = createChain(rows[0], kept);
    for (let last = -1; ; ) {
      const page = await client.query<Row>(ROWS, [workspaceId, last]);
      for (const row of page.rows) chain.add(row);
      last = page.rows.at(-1)?.sequence ?? last;
      if (page.rows.length < PAGE || chain.broken()) return chain.end();
    }
  } finally {
    await client.query("commit").catch(() => {});
    client.release();
  }
}

type Fault = AuditVerification["fault"];
const at = (sequence: number, reason: string): Fault => ({ sequence, reason });

function createChain(head: Head | undefined, kept: { sequence: number; hash: string } | undefined) {
  const pruned = { sequence: head?.prunedSequence ?? 0, hash: head?.prunedHash ?? Buffer.alloc(0) };
  let { sequence, hash } = pruned;
  let entries = 0;
  let since: string | null = null;
  let fault: Fault = null;
  let takenAway: Row["after"] = null;
  const erased = new Map<string, number>();
  const deleted = new Set<string>();
  /** What is wrong with the next row, which is taken in when nothing is. */
  function take(row: Row): Fault {
    if (row.sequence <= sequence) return at(row.sequence, "This entry was taken away before, and is here again.");
    if (row.sequence > sequence + 1) return at(sequence + 1, "This entry is missing.");
    if (row.erasedFor) erased.set(row.erasedFor, erased.get(row.erasedFor) ?? row.sequence);
    else if (!row.salt || !sha256(row.salt, row.detailsText).equals(row.details))
      return at(row.sequence, "The target's name, or what was before or after, was changed.");
    if (!sha256(hash, row.text).equals(row.hash))
      return at(row.sequence, "This entry was changed, or is not in its place.");
    if (kept?.sequence === row.sequence && kept.hash !== row.hash.toString("hex"))
      return at(row.sequence, "This is not the entry whose hash was kept.");
    if (row.verb === "account.deleted") deleted.add(row.targetId);
    if (row.verb === "audit.pruned" && row.after) takenAway = row.after;
    ({ sequence, hash } = row);
    entries++;
    since ??= row.at;
    return null;
  }

  /** What only the whole can show. */
  function compare(): Fault {
    if (!head && entries > 0) return at(sequence, "The end of the log is not known.");
    if (head && (head.sequence !== sequence || !head.hash.equals(hash)))
      return at(sequence + 1, `This entry is missing: the log ends with entry ${head.sequence}.`);
    if (kept && kept.sequence <= pruned.sequence)
      return at(kept.sequence, "Retention has taken the entry whose hash was kept: keep a newer one from now on.");
    if (kept && kept.sequence > sequence)
      return at(sequence + 1, "This entry is missing: a later one's hash was kept.");
    const isNoted = takenAway?.sequence === pruned.sequence && takenAway.hash === pruned.hash.toString("hex");
    if (pruned.sequence > 0 && !isNoted)
      return at(pruned.sequence, "Everything up to this entry is gone, and no entry says that retention took it.");
    const [nobody] = [...erased].filter(([person]) => !deleted.has(person));
    return nobody ? at(nobody[1], "A name was erased for an account that no entry says was deleted.") : null;
  }

  return {
    add(row: Row): void {
      fault ??= take(row);
    },
    broken: () => fault !== null,
    end(): AuditVerification {
      fault ??= compare();
      return { entries, since, head: entries > 0 ? { sequence, hash: hash.toString("hex") } : null, fault };
    },
  };
}
