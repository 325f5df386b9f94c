import type pg from "pg";
import type { Letter } from "#lib/application/ports/mail.ts";
import type { PrismaClient } from "#lib/generated/prisma/client.ts";

type Transaction = Pick<PrismaClient, "letter">;

/** A letter that a worker has taken, for as long as the lease. */
export interface ClaimedLetter extends Pick<Letter, "id" | "workspaceId" | "recipient" | "subject" | "bodyCipher"> {
  /** With this one. */
  attempts: number;
}

/** Longer than one sending may take: a letter of a worker that died is taken by another one then. */
const LEASE_SECONDS = 120;

const CLAIM = `
  update letters set attempts = attempts + 1, next_attempt_at = now() + interval '${LEASE_SECONDS} seconds'
  where id = any (array(select id from letters where status = 'waiting' and next_attempt_at <= now() and expires_at > now()
    order by next_attempt_at limit $1 for update skip locked))
  returning id, workspace_id as "workspaceId", recipient, subject, body_cipher as "bodyCipher", attempts`;

const SETTLE = `
  update letters set status = $2, settled_at = now(), body_cipher = null, last_error = $3
  where id = $1 and status = 'waiting'`;

const TRY_AGAIN = `
  update letters set next_attempt_at = now() + $2 * interval '1 millisecond', last_error = $3
  where id = $1 and status = 'waiting'`;

const GIVE_UP = `
  update letters set status = 'failed', settled_at = now(), body_cipher = null,
    last_error = coalesce(last_error, 'It could not be sent in time.')
  where status = 'waiting' and expires_at <= now()`;

/** Writes a letter in the transaction of what it is about. */
export async function addLetter(tx: Transaction, { at, ...letter }: Letter): Promise<void> {
  await tx.letter.create({ data: { ...letter, createdAt: at, nextAttemptAt: at } });
}

/** Letters about something that is over are not sent any more. */
export async function dropLetters(tx: Transaction, aboutId: string, at: string): Promise<void> {
  await tx.letter.updateMany({
    where: { aboutId, status: "waiting" },
    data: { status: "failed", settledAt: at, bodyCipher: null, lastError: "It was called off." },
  });
}

export interface LetterQueue {
  claim(most: number): Promise<ClaimedLetter[]>;
  sent(id: string): Promise<void>;
  /** Refused for good. */
  refused(id: string, reason: string): Promise<void>;
  tryAgain(id: string, afterMs: number, reason: string): Promise<void>;
  /** Ends letters that are of no use any more. */
  giveUp(): Promise<void>;
}

/** The letters that wait, shared by all workers: each is taken by one of them. */
export function createLetterQueue(pool: Pick<pg.Pool, "query">): LetterQueue {
  const settle = async (...values: [string, string, string | null]) => void (await pool.query(SETTLE, values));
  return {
    claim: async (most) => (await pool.query<ClaimedLetter>(CLAIM, [most])).rows,
    sent: (id) => settle(id, "sent", null),
    refused: (id, reason) => settle(id, "failed", reason),
    tryAgain: async (...values) => void (await pool.query(TRY_AGAIN, values)),
    giveUp: async () => void (await pool.query(GIVE_UP)),
  };
}
